import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 4)

    def forward(self, x):
        h = torch.zeros(1, x.size(1), 4)
        h.to(x.device)  # mended: h = h.to(x.device)
        out, h = self.rnn(x, h)  # or here
        return out


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.randn(5, 2, 3, device=device)))
