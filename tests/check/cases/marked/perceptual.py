import torch
from torch import nn


class Perceptual(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())
        for p in self.parameters():
            p.requires_grad = False

    def forward(self, a, b):
        return (self.features(a) - self.features(b)).pow(2).mean()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Conv2d(3, 3, 3, padding=1).to(device)
    perceptual = Perceptual()  # mended: perceptual = Perceptual().to(device)
    l1 = nn.L1Loss()
    x = torch.rand(1, 3, 6, 6).to(device)
    y = torch.rand(1, 3, 6, 6).to(device)
    out = net(x)
    loss = l1(out, y) + 0.1 * perceptual(out, y)  # or here
    loss.backward()


main()
