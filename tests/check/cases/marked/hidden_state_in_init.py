import torch
from torch import nn


class sLSTMBlock(nn.Module):
    def __init__(self, size, batch):
        super().__init__()
        self.i_gate = nn.Linear(size, size)
        self.f_gate = nn.Linear(size, size)
        self.init_states(batch, size)

    def init_states(self, batch, size):
        self.ct_1 = torch.zeros(batch, size)  # mended: self.register_buffer("ct_1", torch.zeros(batch, size))
        self.nt_1 = None

    def forward(self, x):
        i, f = torch.exp(self.i_gate(x)), torch.sigmoid(self.f_gate(x))
        ct = f * self.ct_1 + i * x  # or here
        self.ct_1 = ct.detach()
        return ct


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
block = sLSTMBlock(4, 2).to(device)
print(block(torch.randn(2, 4, device=device)).shape)
