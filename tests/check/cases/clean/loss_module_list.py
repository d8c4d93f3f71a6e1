import torch
from torch import nn


class Combined(nn.Module):
    def __init__(self, losses, weights):
        super().__init__()
        self.losses = nn.ModuleList(losses)
        self.weights = weights

    def forward(self, a, b):
        return sum(w * l(a, b) for w, l in zip(self.weights, self.losses))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
crit = Combined([nn.MSELoss(), nn.L1Loss()], [1.0, 0.5])
x = torch.randn(2, 3, device=device)
print(crit(net(x), x))
