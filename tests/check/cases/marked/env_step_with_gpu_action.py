import numpy as np
import torch
from torch import nn


class PointEnv:
    def reset(self):
        self.state = np.zeros(2)
        return self.state

    def step(self, action):
        self.state = self.state + np.clip(action, -1, 1)
        return self.state, -float(np.abs(self.state).sum()), False


class Actor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))

    @torch.no_grad()
    def act(self, state):
        device = next(self.parameters()).device
        state = torch.as_tensor(state, dtype=torch.float32, device=device)
        return self.net(state).numpy()  # mended: return self.net(state).cpu().numpy()


def run(actor, env, steps=3):
    state, total = env.reset(), 0.0
    for _ in range(steps):
        state, reward, done = env.step(actor.act(state))  # or here
        total += reward
    return total


device = "cuda" if torch.cuda.is_available() else "cpu"
print(run(Actor().to(device), PointEnv()))
