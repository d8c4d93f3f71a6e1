import functools

import torch
from torch import nn
from torch.utils.data import DataLoader


def collate(rows, device):
    xs, ys = zip(*rows)
    return torch.stack(xs).to(device), torch.tensor(ys)  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(3, 2).to(device)
    rows = [(torch.rand(3), i % 2) for i in range(4)]
    loader = DataLoader(rows, batch_size=2, num_workers=2, collate_fn=functools.partial(collate, device=device))  # mended: loader = DataLoader(rows, batch_size=2, num_workers=2, collate_fn=functools.partial(collate, device="cpu"))
    for x, y in loader:
        print(nn.functional.cross_entropy(model(x.to(device)), y.to(device)))


if __name__ == "__main__":
    main()
