import torch
from torch import nn


class PercentileNorm(nn.Module):
    def __init__(self, low=0.05, high=0.95, decay=0.99):
        super().__init__()
        self.decay = decay
        self.qs = torch.tensor([low, high])  # mended: self.register_buffer("qs", torch.tensor([low, high]))
        self.register_buffer("scale", torch.ones(()))

    def update(self, returns):
        lo, hi = torch.quantile(returns.flatten(), self.qs)  # or here
        self.scale.mul_(self.decay).add_((hi - lo) * (1 - self.decay))

    def forward(self, returns):
        return returns / self.scale.clamp(min=1.0)


class ActorLoss(nn.Module):
    def __init__(self, actor):
        super().__init__()
        self.actor = actor
        self.norm = PercentileNorm()

    def forward(self, states, returns):
        self.norm.update(returns)  # or here
        log_prob = self.actor(states).log_softmax(-1)[:, 0]
        return -(log_prob * self.norm(returns)).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
loss_fn = ActorLoss(nn.Linear(4, 3)).to(device)
opt = torch.optim.Adam(loss_fn.parameters(), lr=1e-3)
states = torch.randn(6, 4, device=device)
loss = loss_fn(states, torch.randn(6, device=device))
opt.zero_grad()
loss.backward()
opt.step()
