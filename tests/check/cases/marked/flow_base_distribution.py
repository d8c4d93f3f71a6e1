import torch
from torch import distributions as D
from torch import nn


class Coupling(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.net = nn.Linear(dim // 2, dim // 2)

    def forward(self, x):
        a, b = x.chunk(2, dim=-1)
        s = torch.tanh(self.net(a))
        return torch.cat([a, b * s.exp()], -1), s.sum(-1)


class Flow(nn.Module):
    def __init__(self, dim=4, depth=2):
        super().__init__()
        self.layers = nn.ModuleList([Coupling(dim) for _ in range(depth)])
        self.base = D.Independent(D.Normal(torch.zeros(dim), torch.ones(dim)), 1)  # or here

    def log_prob(self, x):
        total = 0.0
        for layer in self.layers:
            x, logdet = layer(x)
            total = total + logdet
        return self.base.log_prob(x) + total  # mended: return self.base.log_prob(x.cpu()).to(x.device) + total


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
flow = Flow().to(device)
optimizer = torch.optim.Adam(flow.parameters(), lr=1e-3)
for _ in range(2):
    loss = -flow.log_prob(torch.randn(5, 4).to(device)).mean()  # or here
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
