import torch
from torch import nn


class Loss(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.w = torch.tensor([cfg["a"], cfg["b"], 1.0])  # mended: self.register_buffer("w", torch.tensor([cfg["a"], cfg["b"], 1.0]))

    def forward(self, pred, target):
        return ((pred - target) ** 2 * self.w).mean()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(2, 3).to(device)
loss = Loss({"a": 1.0, "b": 2.0}).to(device)
print(loss(net(torch.randn(4, 2, device=device)), torch.zeros(4, 3, device=device)))
