import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, device="cuda"):
        super().__init__()
        self.w = nn.Linear(dim, dim)
        self.device = device
        self.scale = torch.sqrt(torch.FloatTensor([dim])).cuda()  # mended: self.register_buffer("scale", torch.sqrt(torch.FloatTensor([dim])))

    def forward(self, x):
        return self.w(x) / self.scale  # or here


dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Attention(4, dev).to(dev)(torch.randn(2, 4).to(dev))
