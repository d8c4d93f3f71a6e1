import torch
from torch import nn


class Focal(nn.Module):
    def __init__(self, alpha=0.25, scale=torch.tensor(2.0)):
        super().__init__()
        self.alpha = torch.tensor(alpha)
        self.scale = scale

    def forward(self, x, y):
        return (self.alpha * self.scale * (x - y) ** 2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
f = Focal().to(device)
print(f(net(torch.randn(2, 3, device=device)), torch.zeros(2, 1, device=device)))
