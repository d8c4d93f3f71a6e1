import torch
from torch import nn


class Agent:
    def __init__(self, device=None):
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.net = nn.Linear(3, 2)
        self.net.to(self.device)

    def tensor(self, rows):
        return torch.tensor(rows, dtype=torch.float32).to(self.device)

    def act(self, obs):
        with torch.no_grad():
            return self.net(self.tensor([obs])).argmax(1).item()


print(Agent().act([0.0, 1.0, 2.0]))
