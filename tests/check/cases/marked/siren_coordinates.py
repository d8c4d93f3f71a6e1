import torch
from torch import nn


def get_mgrid(sidelen):
    axis = torch.linspace(-1, 1, steps=sidelen)
    grid = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), dim=-1)
    return grid.reshape(-1, 2)


class ImageFitting:
    def __init__(self, side):
        self.coords = get_mgrid(side)  # or here
        self.pixels = torch.rand(side * side, 3)

    def batch(self, n):
        idx = torch.randperm(self.coords.shape[0])[:n]
        return self.coords[idx], self.pixels[idx]


class Siren(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 3))

    def forward(self, coords):
        return self.net(coords)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
data, model = ImageFitting(4), Siren().to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
for step in range(2):
    coords, target = data.batch(8)
    out = model(coords.to(device))
    loss = ((out - target) ** 2).mean()  # mended: loss = ((out - target.to(device)) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
