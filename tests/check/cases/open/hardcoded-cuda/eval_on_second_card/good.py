import argparse

import torch
from torch import nn


def noise_like(x, scale):
    return scale * torch.randn_like(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gpu", type=int, default=1)
    args = parser.parse_args()
    device = torch.device(f"cuda:{args.gpu}" if torch.cuda.is_available() else "cpu")
    net = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 5)).to(device)
    optimizer = torch.optim.Adam(net.parameters())
    for _ in range(2):
        clean = torch.rand(4, 5, device=device)
        restored = net(clean + noise_like(clean, 0.1))
        importance = torch.arange(1.0, 6.0).to(device)
        loss = (importance * (restored - clean) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
