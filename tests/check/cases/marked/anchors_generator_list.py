import torch
from torch import nn


class AnchorGenerator:
    def __init__(self, sizes=(8, 16)):
        self.base = [self.make(s) for s in sizes]  # or here

    def make(self, size):
        half = size / 2
        return torch.tensor([[-half, -half, half, half]])  # or here

    def grid(self, level, h, w, device):
        ys, xs = torch.meshgrid(torch.arange(h, device=device), torch.arange(w, device=device), indexing="ij")
        shifts = torch.stack([xs, ys, xs, ys], -1).reshape(-1, 1, 4)
        return (shifts + self.base[level]).reshape(-1, 4)  # mended: return (shifts + self.base[level].to(device)).reshape(-1, 4)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
generator = AnchorGenerator()
anchors = generator.grid(0, 2, 2, device)  # or here
