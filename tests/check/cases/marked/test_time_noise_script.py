import argparse
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.fc = nn.Linear(z, 8)

    def forward(self, z):
        return self.fc(z)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=2)
    parser.add_argument("--z", type=int, default=4)
    return parser.parse_args([])


if __name__ == "__main__":
    args = parse()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    generator = Generator(args.z)
    generator.to(device)
    generator.eval()
    fixed = torch.randn(args.n, args.z)  # mended: fixed = torch.randn(args.n, args.z, device=device)
    with torch.no_grad():
        images = generator(fixed)  # or here
