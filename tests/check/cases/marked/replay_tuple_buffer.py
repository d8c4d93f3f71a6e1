import random
import numpy as np
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"


class Buffer:
    def __init__(self):
        self.data = []

    def add(self, s, a, r):
        self.data.append((s, a, r))

    def sample(self, n):
        batch = random.sample(self.data, n)
        s, a, r = zip(*batch)
        s = torch.tensor(np.array(s), dtype=torch.float32)  # mended: s = torch.tensor(np.array(s), dtype=torch.float32, device=device)
        a = torch.tensor(a).to(device)
        r = torch.tensor(r, dtype=torch.float32).to(device)
        return s, a, r  # or here


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 2)

    def forward(self, s):
        return self.net(s)


critic = Critic().to(device)
buffer = Buffer()
for _ in range(8):
    buffer.add(np.zeros(3), 1, 0.5)
s, a, r = buffer.sample(4)  # or here
q = critic(s).gather(1, a[:, None])  # or here
((q.squeeze(1) - r) ** 2).mean().backward()
