import math
import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, width, length=50):
        super().__init__()
        pe = torch.zeros(length, width)  # or here
        position = torch.arange(length).unsqueeze(1)
        div = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        pe[:, 0::2] = torch.sin(position * div)
        pe[:, 1::2] = torch.cos(position * div)
        self.pe = pe.unsqueeze(0)  # mended: self.register_buffer("pe", pe.unsqueeze(0))

    def forward(self, x):
        return x + self.pe[:, : x.size(1)]  # or here


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(9, 4)
        self.pos = PositionalEncoding(4)
        self.out = nn.Linear(4, 2)

    def forward(self, ids):
        return self.out(self.pos(self.emb(ids)).mean(1))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
print(net(torch.randint(0, 9, (2, 5), device=device)))
