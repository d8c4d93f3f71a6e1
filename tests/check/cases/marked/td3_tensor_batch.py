import numpy as np
import torch
from torch import nn


class Replay:
    def __init__(self, size, s, a):
        self.state = np.zeros((size, s))
        self.action = np.zeros((size, a))
        self.not_done = np.zeros((size, 1))
        self.size = size
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def sample(self, n):
        ind = np.random.randint(0, self.size, size=n)
        return (
            torch.FloatTensor(self.state[ind]).to(self.device),
            torch.FloatTensor(self.action[ind]).to(self.device),
            torch.FloatTensor(self.not_done[ind]),  # mended: torch.FloatTensor(self.not_done[ind]).to(self.device),
        )


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
critic = nn.Linear(5, 1).to(device)
replay = Replay(10, 3, 2)
state, action, not_done = replay.sample(4)  # or here
target = not_done * 0.9 * critic(torch.cat([state, action], 1))  # or here
