import numpy as np
import torch
from torch import nn


class Actor(nn.Module):
    def __init__(self, n_obs, n_act, limit):
        super().__init__()
        self.limit = limit
        self.net = nn.Sequential(nn.Linear(n_obs, 16), nn.ReLU(), nn.Linear(16, n_act), nn.Tanh())

    def forward(self, obs):
        return self.limit * self.net(obs)


class Pendulum:
    """A toy environment with the usual interface."""

    def reset(self):
        self.state = np.array([1.0, 0.0, 0.1], dtype=np.float32)
        return self.state

    def step(self, action):
        self.state = self.state + 0.05 * np.tanh(np.resize(action, 3)).astype(np.float32)
        return self.state, -float(np.sum(self.state**2)), False


class TD3:
    def __init__(self, n_obs=3, n_act=1, limit=2.0):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.actor = Actor(n_obs, n_act, limit).to(self.device)
        self.n_act, self.limit = n_act, limit

    def policy(self, obs):
        obs = torch.FloatTensor(obs.reshape(1, -1)).to(self.device)
        with torch.no_grad():
            return self.actor(obs)

    def select_action(self, obs, noise=0.1):
        action = self.policy(obs).cpu().data.numpy().flatten()
        action = action + np.random.normal(0, self.limit * noise, size=self.n_act)
        return action.clip(-self.limit, self.limit)


def rollout(agent, env, steps=4):
    obs, total = env.reset(), 0.0
    for _ in range(steps):
        obs, reward, done = env.step(agent.select_action(obs))
        total += reward
    return total


print(rollout(TD3(), Pendulum()))
