import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, lr=0.1):
        super().__init__()
        self.fc = nn.Linear(4, 1)
        self.optimizer = torch.optim.Adagrad(self.parameters(), lr=lr)  # or here

    def fit(self, x, y):
        loss = (self.fc(x) - y).pow(2).mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Regressor()
model.to(device)  # mended: model.to(device); model.optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
print(model.fit(torch.rand(3, 4, device=device), torch.rand(3, 1, device=device)))
