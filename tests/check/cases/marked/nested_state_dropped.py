import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4)

    def start(self, batch, device):
        h = torch.zeros(1, batch, 4)
        c = torch.zeros(1, batch, 4)
        h.to(device), c.to(device)  # mended: h, c = h.to(device), c.to(device)
        return h, c

    def forward(self, x):
        state = self.start(x.size(1), x.device)
        return self.rnn(x, state)[0]  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Decoder().to(device)(torch.rand(5, 2, 3, device=device)).shape)
