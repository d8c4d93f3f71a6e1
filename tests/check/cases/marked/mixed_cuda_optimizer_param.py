import torch
from torch import nn


class Balancer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.log_vars = nn.Parameter(torch.zeros(n))

    def forward(self, losses):
        stacked = torch.stack(losses)
        return (stacked * torch.exp(-self.log_vars) + self.log_vars).sum()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
balancer = Balancer(2)  # mended: balancer = Balancer(2).to(device)
out = net(torch.randn(4, 3, device=device))
total = balancer([out[:, 0].pow(2).mean(), out[:, 1].abs().mean()])  # or here
total.backward()
