import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dummy = nn.Parameter(torch.empty(0))
        self.register_buffer("one", torch.tensor(1.0), persistent=False)
        self.l = nn.Linear(3, 3)

    @property
    def device(self):
        return self.dummy.device

    def forward(self, x):
        h = torch.zeros(3, 3, device=self.dummy.device) + torch.ones(3, 3, device=self.one.device)
        k = torch.ones(3, 3).to(self.device) + torch.arange(3).to(x)
        return self.l(x) @ (h + k)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.randn(2, 3).to(device)))
