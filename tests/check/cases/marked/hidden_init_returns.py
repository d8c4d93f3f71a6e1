import torch
from torch import nn


class CharRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 5)
        self.out = nn.Linear(5, 4)

    def init_hidden(self, n):
        return (torch.zeros(1, n, 5), torch.zeros(1, n, 5))  # mended: p = self.out.weight; return (p.new_zeros(1, n, 5), p.new_zeros(1, n, 5))

    def forward(self, x, state):
        y, state = self.rnn(x, state)
        return self.out(y), state


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = CharRNN().to(device)
state = model.init_hidden(2)  # or here
for step in range(2):
    x = torch.randn(3, 2, 4, device=device)
    y, state = model(x, state)  # or here
