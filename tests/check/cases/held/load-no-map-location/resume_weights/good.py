import os

import torch
from torch import nn


def build(width=4, classes=2):
    return nn.Linear(width, classes)


def save(model, epoch, path):
    state = {"model": model.state_dict(), "epoch": epoch}
    torch.save(state, path)


def resume(model, path):
    """Puts the weights of a checkpoint into the model; returns the epoch to go on from."""
    if not os.path.isfile(path):
        return 0
    checkpoint = torch.load(path, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    return checkpoint["epoch"] + 1


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = build()
    first = resume(model, "last.pt")
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(first, 5):
        x = torch.randn(4, 4, device=device)
        y = torch.randint(0, 2, (4,), device=device)
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        save(model, epoch, "last.pt")
        print(epoch, loss.item())


if __name__ == "__main__":
    main()
