import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class LabelSmoothing(nn.Module):
    """Spreads a little probability over the wrong classes."""

    def __init__(self, smoothing=0.1):
        super().__init__()
        self.smoothing = smoothing

    def forward(self, logits, target):
        n = logits.size(1)
        log_probs = logits.log_softmax(dim=1)
        with torch.no_grad():
            hard = torch.zeros_like(log_probs).scatter_(1, target.unsqueeze(1), 1.0)
            soft = torch.full_like(hard, self.smoothing / n)
        truth = (1 - self.smoothing) * hard + soft
        loss = -(truth * log_probs).sum(1) * logits.new_ones(logits.size(0))
        return loss.mean()


def make_loader(batch_size=4):
    x = torch.randn(12, 5)
    y = torch.randint(0, 3, (12,))
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)


class Config:
    epochs = 1
    lr = 0.05
    device = "cuda" if torch.cuda.is_available() else "cpu"


def fit(config):
    model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3)).to(config.device)
    criterion = LabelSmoothing()
    optimizer = torch.optim.SGD(model.parameters(), lr=config.lr, momentum=0.9)
    for _ in range(config.epochs):
        for x, y in make_loader():
            x, y = x.to(config.device), y.to(config.device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


print(fit(Config()))
