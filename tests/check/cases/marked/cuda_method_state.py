import torch
from torch import nn


class ConvLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 8, 3, padding=1)

    def init_state(self, b, h, w):
        return torch.zeros(b, 2, h, w).cuda(), torch.zeros(b, 2, h, w).cuda()  # mended: d = self.conv.weight.device; return torch.zeros(b, 2, h, w, device=d), torch.zeros(b, 2, h, w, device=d)

    def forward(self, x):
        h, c = self.init_state(x.size(0), x.size(2), x.size(3))
        i, f, o, g = self.conv(torch.cat([x, h], 1)).chunk(4, 1)  # or here
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ConvLSTM().to(device)(torch.rand(1, 2, 3, 3).to(device))
