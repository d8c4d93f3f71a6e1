from types import SimpleNamespace

import numpy as np
import torch
from torch import nn


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor, self.critic = nn.Linear(4, 2), nn.Linear(4, 1)

    def act(self, obs):
        dist = torch.distributions.Categorical(logits=self.actor(obs))
        action = dist.sample()
        return action, dist.log_prob(action), self.critic(obs).squeeze(-1)


class Rollout:
    def __init__(self):
        self.rewards, self.values, self.dones = [], [], []

    def add(self, reward, value, done):
        self.rewards.append(torch.tensor(reward, dtype=torch.float32))  # or here
        self.values.append(value)
        self.dones.append(done)

    def advantages(self, gamma=0.9):
        rewards = torch.stack(self.rewards)  # mended: rewards = torch.stack(self.rewards).to(self.values[0].device)
        values = torch.stack(self.values)
        return rewards - values  # or here


def collect(agent, cfg):
    rollout = Rollout()
    obs = np.random.randn(cfg.envs, 4)
    for _ in range(cfg.steps):
        action, logp, value = agent.act(torch.as_tensor(obs, dtype=torch.float32, device=cfg.device))
        rollout.add(np.random.randn(cfg.envs), value, False)
        obs = np.random.randn(cfg.envs, 4)
    return rollout


cfg = SimpleNamespace(envs=2, steps=3, device="cuda" if torch.cuda.is_available() else "cpu")
agent = ActorCritic().to(cfg.device)
print(collect(agent, cfg).advantages().shape)  # or here
