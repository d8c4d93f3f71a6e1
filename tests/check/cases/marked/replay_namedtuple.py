import random
from collections import deque, namedtuple
import torch
from torch import nn
import torch.nn.functional as F

Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class ReplayMemory:
    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)


policy_net = nn.Linear(4, 2).to(device)
target_net = nn.Linear(4, 2).to(device)
memory = ReplayMemory(100)
for i in range(8):
    memory.push(torch.randn(1, 4), torch.tensor([[0]]), torch.randn(1, 4), torch.tensor([1.0]))  # or here


def optimize_model():
    transitions = memory.sample(4)
    batch = Transition(*zip(*transitions))
    state_batch = torch.cat(batch.state)  # mended: state_batch = torch.cat(batch.state).to(device)
    action_batch = torch.cat(batch.action).to(device)
    reward_batch = torch.cat(batch.reward).to(device)
    q = policy_net(state_batch).gather(1, action_batch)  # or here
    return F.mse_loss(q.squeeze(1), reward_batch)


optimize_model().backward()
