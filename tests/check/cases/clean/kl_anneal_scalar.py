import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)
        self.beta = torch.tensor(0.1)
        self.step = 0

    def forward(self, x):
        w = torch.tensor(self.step / 10).clamp(0, 1)
        self.step += 1
        return self.l(x) * w * self.beta + torch.tensor(3.0).sqrt()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.randn(2, 3, device=device)))
