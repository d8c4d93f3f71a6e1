import torch
from torch import nn


def make_collate(device):
    def collate(rows):
        x = torch.stack([r[0] for r in rows]).to(device)
        y = torch.stack([r[1] for r in rows]).to(device)
        return x, y

    return collate


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Linear(3, 1).to(device)
    loader = torch.utils.data.DataLoader([(torch.randn(3), torch.randn(1))] * 4, collate_fn=make_collate(device))
    for x, y in loader:
        print((net(x) - y).abs().mean())


main()
