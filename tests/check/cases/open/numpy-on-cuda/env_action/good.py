import numpy as np
import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, n_obs=3, n_act=2):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_obs, 8), nn.Tanh(), nn.Linear(8, n_act))

    def forward(self, obs):
        return torch.tanh(self.net(obs))


class Runner:
    def __init__(self):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.policy = Policy().to(self.device)

    @torch.no_grad()
    def infer(self, obs):
        return self.policy(torch.as_tensor(obs, dtype=torch.float32, device=self.device))

    def rollout(self, steps=3):
        obs, total = np.zeros(3), 0.0
        for _ in range(steps):
            action = self.infer(obs).cpu().numpy()
            obs = obs + 0.1 * np.resize(action, 3)
            total += float(obs.sum())
        return total


print(Runner().rollout())
