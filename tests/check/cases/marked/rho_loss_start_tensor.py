import torch
from torch import nn


class HoldoutLoss:
    def __init__(self, model, irreducible, device):
        self.model, self.device = model, device
        self.irreducible = irreducible
        self.rho_loss = torch.zeros(1)  # mended: self.rho_loss = torch.zeros(1, device=device)

    def inform(self, x, y):
        with torch.no_grad():
            loss = nn.functional.cross_entropy(self.model(x), y, reduction="none")
        self.rho_loss = torch.cat([self.rho_loss, loss - self.irreducible])  # or here

    def select(self, n):
        return self.rho_loss.topk(n).indices


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
sampler = HoldoutLoss(nn.Linear(3, 2).to(device), 0.1, device)
sampler.inform(torch.randn(5, 3).to(device), torch.randint(0, 2, (5,)).to(device))
print(sampler.select(2))
