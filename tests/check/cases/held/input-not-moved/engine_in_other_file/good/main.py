import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import engine


def loaders():
    x = torch.randn(8, 4)
    y = x @ torch.tensor([[1.0], [-2.0], [0.5], [3.0]])
    data = TensorDataset(x, y)
    return DataLoader(data, batch_size=4, shuffle=True), DataLoader(data, batch_size=4)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train_loader, valid_loader = loaders()
    model = nn.Linear(4, 1)
    model.to(device)
    criterion = nn.SmoothL1Loss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for epoch in range(2):
        train_loss = engine.train_epoch(model, criterion, train_loader, optimizer, device)
        valid_loss = engine.evaluate(model, criterion, valid_loader)
        print(epoch, train_loss, valid_loss)


if __name__ == "__main__":
    main()
