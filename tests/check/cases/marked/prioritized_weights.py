import random
from collections import deque, namedtuple

import numpy as np
import torch
from torch import nn

Transition = namedtuple("Transition", "state action reward next_state")


class PrioritizedReplay:
    def __init__(self, capacity, device, alpha=0.6, beta=0.4):
        self.memory = deque(maxlen=capacity)
        self.priorities = deque(maxlen=capacity)
        self.device, self.alpha, self.beta = device, alpha, beta

    def push(self, *args):
        self.memory.append(Transition(*args))
        self.priorities.append(max(self.priorities, default=1.0))

    def sample(self, n):
        p = np.array(self.priorities) ** self.alpha
        p /= p.sum()
        indices = np.random.choice(len(self.memory), n, p=p)
        batch = Transition(*zip(*[self.memory[i] for i in indices]))
        states = torch.stack(batch.state).to(self.device)
        actions = torch.tensor(batch.action).to(self.device)
        rewards = torch.tensor(batch.reward).to(self.device)
        weights = torch.tensor((len(self.memory) * p[indices]) ** -self.beta)  # mended: weights = torch.tensor((len(self.memory) * p[indices]) ** -self.beta).to(self.device)
        return states, actions, rewards, weights, indices


class Agent:
    def __init__(self, device):
        self.q = nn.Linear(4, 2).to(device)
        self.buffer = PrioritizedReplay(32, device)
        self.optimizer = torch.optim.Adam(self.q.parameters())

    def learn(self):
        states, actions, rewards, weights, _ = self.buffer.sample(4)
        q = self.q(states).gather(1, actions[:, None]).squeeze(1)
        loss = (weights * (q - rewards) ** 2).mean()  # or here
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


agent = Agent(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
for _ in range(8):
    s = torch.randn(4)
    agent.buffer.push(s, random.randrange(2), random.random(), s)
agent.learn()  # or here
