import copy
import torch
from torch import nn


class DDPG:
    def __init__(self):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.actor = nn.Linear(3, 1)
        self.target = copy.deepcopy(self.actor)  # mended: self.target = copy.deepcopy(self.actor).to(self.device)
        self.actor = self.actor.to(self.device)

    def update(self, obs):
        obs = obs.to(self.device)
        return self.actor(obs) - self.target(obs)  # or here


print(DDPG().update(torch.randn(2, 3)))
