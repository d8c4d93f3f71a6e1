import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.mask = None

    def forward(self, x):
        if self.mask is None or self.mask.device != x.device:
            self.mask = torch.tril(torch.ones(4, 4)).to(x.device)
        return self.fc(x) @ self.mask


device = "cuda" if torch.cuda.is_available() else "cpu"
print(Net().to(device)(torch.ones(2, 4, device=device)).shape)
