import math

import torch
import torch.nn as nn


def fourier(coords, bands):
    freqs = 2.0 ** torch.arange(bands) * math.pi  # mended: freqs = 2.0 ** torch.arange(bands, device=coords.device) * math.pi
    angles = coords[..., None] * freqs  # or here
    return torch.cat([angles.sin(), angles.cos()], dim=-1).flatten(-2)


class Field(nn.Module):
    """A coordinate network."""

    def __init__(self, bands=4, hidden=16):
        super().__init__()
        self.bands = bands
        self.first = nn.Linear(3 * 2 * bands, hidden)
        self.last = nn.Linear(hidden, 4)

    def forward(self, points):
        return self.last(torch.relu(self.first(fourier(points, self.bands))))  # or here


if torch.cuda.is_available():
    device = torch.device("cuda:0")
else:
    device = torch.device("cpu")

field = Field()
field = field.to(device)
print(field(torch.rand(7, 3).to(device)).shape)
