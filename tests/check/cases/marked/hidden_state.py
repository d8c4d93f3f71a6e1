import torch
from torch import nn


class Recurrent(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.width = width
        self.cell = nn.LSTMCell(3, width)
        self.reset(2)

    def reset(self, batch):
        self.h = torch.zeros(batch, self.width)  # mended: self.h = torch.zeros(batch, self.width, device=self.cell.weight_ih.device)
        self.c = torch.zeros(batch, self.width)  # mended: self.c = torch.zeros(batch, self.width, device=self.cell.weight_ih.device)

    def forward(self, x):
        self.h, self.c = self.cell(x, (self.h, self.c))  # or here
        return self.h


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Recurrent().to(device)
net.reset(2)
print(net(torch.randn(2, 3, device=device)))
