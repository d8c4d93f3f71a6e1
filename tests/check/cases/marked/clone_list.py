import copy
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, layer, n):
        super().__init__()
        self.layers = [copy.deepcopy(layer) for _ in range(n)]  # mended: self.layers = nn.ModuleList([copy.deepcopy(layer) for _ in range(n)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)  # or here
        return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
enc = Encoder(nn.Linear(4, 4), 2).to(device)
print(enc(torch.randn(2, 4, device=device)))
