import torch
from torch import nn


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.scale = torch.tensor(0.5)

    def forward(self, x):
        bonus = torch.tensor(2.0)
        y = self.fc(x) * self.scale + bonus
        return torch.where(y > 0, y, torch.tensor(0.0))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Scaled().to(device)
total = torch.tensor(0.0)
total = total + net(torch.randn(2, 3, device=device)).sum()
print(total.item() * torch.tensor(3.0))
