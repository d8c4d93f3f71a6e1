import torch
from torch import nn


class Noise(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        a = torch.zeros_like(x)
        b = x.new_ones(x.size(0), 1)
        c = torch.randn(x.shape, device=x.device, dtype=x.dtype)
        d = torch.arange(x.size(1)).to(x)
        e = torch.ones(x.size(1)).type_as(x)
        f = torch.full_like(x, 0.5)
        return self.fc(a + b + c + d + e + f)


net = Noise()
if torch.cuda.is_available():
    net.cuda()
print(net(torch.randn(2, 4).to(next(net.parameters()).device)).sum().item())
