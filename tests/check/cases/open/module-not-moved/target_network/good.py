import random

import torch
import torch.nn.functional as F
from torch import nn


class Duelling(nn.Module):
    def __init__(self, n_obs, n_act):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, 16), nn.ReLU())
        self.value = nn.Linear(16, 1)
        self.advantage = nn.Linear(16, n_act)

    def forward(self, obs):
        h = self.body(obs)
        a = self.advantage(h)
        return self.value(h) + a - a.mean(dim=1, keepdim=True)


class Agent:
    def __init__(self, n_obs=4, n_act=3, gamma=0.95, device=None):
        self.device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.n_act, self.gamma = n_act, gamma
        self.online = Duelling(n_obs, n_act).to(self.device)
        self.target = Duelling(n_obs, n_act).to(self.device)
        self.target.load_state_dict(self.online.state_dict())
        self.target.eval()
        self.optimizer = torch.optim.RMSprop(self.online.parameters(), lr=1e-3)

    def act(self, obs, epsilon):
        if random.random() < epsilon:
            return random.randrange(self.n_act)
        with torch.no_grad():
            return self.online(obs.to(self.device).unsqueeze(0)).argmax(dim=1).item()

    def optimise(self, obs, act, rew, following):
        obs, following = obs.to(self.device), following.to(self.device)
        act, rew = act.to(self.device), rew.to(self.device)
        q = self.online(obs).gather(1, act.unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            best = self.target(following).max(dim=1).values
        loss = F.smooth_l1_loss(q, rew + self.gamma * best)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


if __name__ == "__main__":
    agent = Agent()
    print(agent.act(torch.randn(4), epsilon=0.0))
    batch = torch.randn(5, 4), torch.randint(0, 3, (5,)), torch.randn(5), torch.randn(5, 4)
    print(agent.optimise(*batch))
