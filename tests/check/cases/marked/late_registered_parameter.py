import torch
from torch import nn


class LayerScaled(nn.Module):
    def __init__(self, block, dim):
        super().__init__()
        self.block = block
        self.dim = dim

    def add_scale(self, init=1e-2):
        self.register_parameter("gamma", nn.Parameter(init * torch.ones(self.dim)))  # or here

    def forward(self, x):
        return x + self.gamma * self.block(x)  # or here


def build(device):
    model = LayerScaled(nn.Linear(4, 4), 4).to(device)
    model.add_scale()  # mended: model.add_scale(); model.to(device)
    return model


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = build(device)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
x = torch.randn(3, 4, device=device)
model(x).sum().backward()  # or here
optimizer.step()
