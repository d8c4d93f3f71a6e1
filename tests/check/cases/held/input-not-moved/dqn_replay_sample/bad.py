import random
from collections import deque, namedtuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

Transition = namedtuple("Transition", "state action reward next_state done")


class QNetwork(nn.Module):
    def __init__(self, n_state, n_action):
        super().__init__()
        self.fc1 = nn.Linear(n_state, 16)
        self.fc2 = nn.Linear(16, n_action)

    def forward(self, state):
        return self.fc2(F.relu(self.fc1(state)))


class ReplayBuffer:
    def __init__(self, size, batch):
        self.memory = deque(maxlen=size)
        self.batch = batch

    def add(self, *transition):
        self.memory.append(Transition(*transition))

    def sample(self):
        rows = random.sample(self.memory, self.batch)
        states = torch.from_numpy(np.vstack([r.state for r in rows])).float()
        actions = torch.from_numpy(np.vstack([r.action for r in rows])).long()
        rewards = torch.from_numpy(np.vstack([r.reward for r in rows])).float()
        nexts = torch.from_numpy(np.vstack([r.next_state for r in rows])).float()
        dones = torch.from_numpy(np.vstack([r.done for r in rows]).astype(np.uint8)).float()
        return states, actions, rewards, nexts, dones


class DQNAgent:
    def __init__(self, n_state=3, n_action=2, gamma=0.99, tau=1e-3):
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.gamma, self.tau = gamma, tau
        self.local = QNetwork(n_state, n_action).to(self.device)
        self.target = QNetwork(n_state, n_action).to(self.device)
        self.optimizer = torch.optim.Adam(self.local.parameters(), lr=5e-4)
        self.memory = ReplayBuffer(100, 4)

    def act(self, state):
        state = torch.from_numpy(state).float().unsqueeze(0).to(self.device)
        with torch.no_grad():
            return int(self.local(state).cpu().numpy().argmax())

    def learn(self):
        states, actions, rewards, nexts, dones = self.memory.sample()
        best = self.target(nexts).detach().max(1)[0].unsqueeze(1)
        goal = rewards + self.gamma * best * (1 - dones)
        expected = self.local(states).gather(1, actions)
        loss = F.mse_loss(expected, goal)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        for t, p in zip(self.target.parameters(), self.local.parameters()):
            t.data.copy_(self.tau * p.data + (1.0 - self.tau) * t.data)


agent = DQNAgent()
state = np.zeros(3)
for _ in range(8):
    action = agent.act(state)
    following = state + np.random.randn(3) * 0.1
    agent.memory.add(state, action, 1.0, following, False)
    state = following
agent.learn()
