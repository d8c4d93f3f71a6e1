import torch
from torch import nn


def extract(a, t, shape):
    out = a.to(t.device).gather(-1, t)
    return out.reshape(t.shape[0], *((1,) * (len(shape) - 1)))


def extract2(a, t, shape):
    out = a.gather(-1, t.cpu())
    return out.reshape(t.shape[0], *((1,) * (len(shape) - 1))).to(t.device)


betas = torch.linspace(1e-4, 0.02, 10)
abar = (1 - betas).cumprod(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)

    def forward(self, x, t):
        return self.l(x) * t[:, None]


def loss(net, x, t):
    noise = torch.randn_like(x)
    xt = extract(abar.sqrt(), t, x.shape) * x + extract2((1 - abar).sqrt(), t, x.shape) * noise
    return (net(xt, t) - noise).pow(2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
x = torch.randn(4, 3).to(device)
t = torch.randint(0, 10, (4,), device=device).long()
print(loss(net, x, t))
