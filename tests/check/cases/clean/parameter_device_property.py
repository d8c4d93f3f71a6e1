import torch
from torch import nn


class Base(nn.Module):
    @property
    def device(self):
        return next(self.parameters()).device


class Net(Base):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)

    def sample(self, n):
        z = torch.randn(n, 3, device=self.device)
        mask = torch.ones(n, 1).to(self.l.weight.device)
        return self.l(z) * mask


dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(dev).sample(2) + torch.zeros(2, 3, device=dev))
