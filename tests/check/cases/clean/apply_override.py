import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.shift = torch.ones(3)

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.shift = fn(self.shift)
        return self

    def forward(self, x):
        return self.fc(x) + self.shift


device = "cuda" if torch.cuda.is_available() else "cpu"
print(Net().to(device)(torch.ones(2, 3, device=device)).shape)
