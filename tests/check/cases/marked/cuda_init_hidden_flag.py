import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4)
        self.fc = nn.Linear(4, 2)
        self.hidden = self.init_hidden()

    def init_hidden(self):
        return (torch.zeros(1, 1, 4).cuda(), torch.zeros(1, 1, 4).cuda())  # mended: d = self.fc.weight.device; return (torch.zeros(1, 1, 4, device=d), torch.zeros(1, 1, 4, device=d))

    def forward(self, x):
        self.hidden = self.init_hidden()
        out, self.hidden = self.lstm(x, self.hidden)  # or here
        return self.fc(out)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Tagger().to(device)(torch.randn(2, 1, 3, device=device))
