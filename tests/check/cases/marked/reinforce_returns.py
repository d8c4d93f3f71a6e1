import torch
from torch import nn
from torch.distributions import Categorical


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x):
        return self.net(x).softmax(-1)


def finish_episode(rewards, log_probs, gamma=0.9):
    returns, total = [], 0.0
    for r in reversed(rewards):
        total = r + gamma * total
        returns.insert(0, total)
    returns = torch.tensor(returns)  # or here
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    return -(torch.stack(log_probs) * returns).sum()  # mended: return -(torch.stack(log_probs) * returns.to(log_probs[0].device)).sum()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
policy = Policy().to(device)
log_probs, rewards = [], []
for _ in range(4):
    dist = Categorical(policy(torch.randn(4, device=device)))
    a = dist.sample()
    log_probs.append(dist.log_prob(a))
    rewards.append(1.0)
finish_episode(rewards, log_probs).backward()  # or here
