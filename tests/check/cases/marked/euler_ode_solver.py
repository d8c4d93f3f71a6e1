import torch
from torch import nn


def odeint(func, y0, t):
    ys = [y0]
    for i in range(len(t) - 1):
        dt = t[i + 1] - t[i]
        ys.append(ys[-1] + dt * func(t[i], ys[-1]))  # or here
    return torch.stack(ys)


class Dynamics(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(2, 2)

    def forward(self, t, y):
        return self.net(y)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
func = Dynamics().to(device)
true = torch.randn(5, 2).to(device)
y0 = torch.tensor([1.0, 0.0])  # mended: y0 = torch.tensor([1.0, 0.0], device=device)
pred = odeint(func, y0, torch.linspace(0, 1, 5))  # or here
loss = (pred - true).abs().mean()  # or here
