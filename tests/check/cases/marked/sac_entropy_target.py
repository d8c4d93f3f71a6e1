import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(5, 1)

    def forward(self, s, a):
        return self.q(torch.cat([s, a], 1))  # or here


class Agent:
    def __init__(self, device):
        self.device = device
        self.actor = nn.Linear(3, 2).to(device)
        self.critic = Critic().to(device)

    def explore(self, n):
        return torch.empty(n, 2).uniform_(-1, 1)  # mended: return torch.empty(n, 2, device=self.device).uniform_(-1, 1)

    def values(self, states):
        states = torch.as_tensor(states, dtype=torch.float32).to(self.device)
        random = self.critic(states, self.explore(len(states)))  # or here
        return random.logsumexp(0) - self.critic(states, self.actor(states)).mean()


agent = Agent(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
print(agent.values([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0]]))
