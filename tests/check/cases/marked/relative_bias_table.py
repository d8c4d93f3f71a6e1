import torch
from torch import nn


class WindowAttention(nn.Module):
    def __init__(self, window, heads):
        super().__init__()
        self.heads = heads
        self.table = nn.Parameter(torch.zeros((2 * window - 1), heads))
        coords = torch.arange(window)
        self.log_scale = torch.log(coords[None, :] + torch.ones(window, 1))  # mended: self.register_buffer("log_scale", torch.log(coords[None, :] + torch.ones(window, 1)))
        self.qk = nn.Linear(4, 8)

    def forward(self, x):
        q, k = self.qk(x).chunk(2, -1)
        attn = q @ k.transpose(-2, -1)
        attn = attn * self.log_scale.unsqueeze(0)  # or here
        return attn.softmax(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
WindowAttention(3, 1).to(device)(torch.randn(2, 3, 4).to(device))
