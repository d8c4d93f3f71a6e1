import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, slots, dim):
        super().__init__()
        self.slots, self.dim = slots, dim
        self.read = nn.Linear(dim, dim)
        self.reset()

    def reset(self):
        self.state = torch.zeros(self.slots, self.dim)  # mended: self.state = torch.zeros(self.slots, self.dim, device=self.read.weight.device)

    def forward(self, x):
        keys = self.read(x)
        attn = (keys @ self.state.t()).softmax(-1)  # or here
        return attn @ self.state  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = Memory(4, 3).to(device)
m.reset()
m(torch.randn(2, 3, device=device))
