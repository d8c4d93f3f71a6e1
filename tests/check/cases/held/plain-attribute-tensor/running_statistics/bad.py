import torch
from torch import nn


class RunningNorm(nn.Module):
    """Normalises observations by the mean and variance seen so far."""

    def __init__(self, width, eps=1e-5, clip=5.0):
        super().__init__()
        self.mean = torch.zeros(width)
        self.var = torch.ones(width)
        self.count = eps
        self.clip = clip

    @torch.no_grad()
    def update(self, x):
        mean, var, n = x.mean(0), x.var(0, unbiased=False), x.size(0)
        total = self.count + n
        delta = mean - self.mean
        self.mean = self.mean + delta * n / total
        self.var = (self.var * self.count + var * n + delta**2 * self.count * n / total) / total
        self.count = total

    def forward(self, x):
        if self.training:
            self.update(x)
        z = (x - self.mean) / torch.sqrt(self.var + 1e-8)
        return z.clamp(-self.clip, self.clip)


class Policy(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.norm = RunningNorm(n_obs)
        self.net = nn.Sequential(nn.Linear(n_obs, 16), nn.Tanh(), nn.Linear(16, n_act))
        self.log_std = nn.Parameter(-0.5 * torch.ones(n_act))

    def forward(self, obs):
        mu = self.net(self.norm(obs))
        return torch.distributions.Normal(mu, self.log_std.exp())


if __name__ == "__main__":
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    policy = Policy(3, 2).to(device)
    obs = torch.randn(4, 3).to(device)
    action = policy(obs).sample()
    print(action.cpu().numpy())
