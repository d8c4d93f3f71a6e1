import torch
from torch import nn


class RecurrentPolicy(nn.Module):
    def __init__(self, obs=4, hidden=6, actions=2):
        super().__init__()
        self.hidden_size = hidden
        self.cell = nn.LSTMCell(obs, hidden)
        self.pi = nn.Linear(hidden, actions)
        self.reset()

    def reset(self, batch=1):
        self.h = torch.zeros(batch, self.hidden_size)  # mended: self.h = torch.zeros(batch, self.hidden_size, device=self.pi.weight.device)
        self.c = torch.zeros(batch, self.hidden_size)  # mended: self.c = torch.zeros(batch, self.hidden_size, device=self.pi.weight.device)

    def forward(self, obs):
        self.h, self.c = self.cell(obs, (self.h, self.c))  # or here
        return self.pi(self.h).softmax(-1)


device = "cuda" if torch.cuda.is_available() else "cpu"
policy = RecurrentPolicy().to(device)
policy.reset()
for episode in range(2):
    policy.reset()
    for _ in range(2):
        action = policy(torch.randn(1, 4).to(device)).argmax(-1)  # or here
