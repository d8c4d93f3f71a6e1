import torch
from torch import nn


class PinballLoss(nn.Module):
    """Quantile regression for several quantiles at once."""

    def __init__(self, quantiles):
        super().__init__()
        self.register_buffer("quantiles", torch.tensor(quantiles), persistent=False)
        self.names = [f"q{int(100 * q)}" for q in quantiles]

    def forward(self, prediction, target):
        error = target.unsqueeze(-1) - prediction
        below = self.quantiles * error
        above = (self.quantiles - 1) * error
        return torch.maximum(below, above).mean()


class Forecaster(nn.Module):
    def __init__(self, history, quantiles):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(history, 16), nn.ReLU(), nn.Linear(16, len(quantiles)))
        self.loss = PinballLoss(quantiles)

    def forward(self, x, y=None):
        out = self.net(x)
        if y is None:
            return out
        return self.loss(out, y)


def series(n, history):
    t = torch.arange(n + history, dtype=torch.float32)
    wave = torch.sin(t / 3) + 0.1 * torch.randn(n + history)
    x = torch.stack([wave[i : i + history] for i in range(n)])
    return x, wave[history:]


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Forecaster(6, [0.1, 0.5, 0.9])
    model = model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    x, y = (t.to(device) for t in series(8, 6))
    for _ in range(2):
        loss = model(x, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    median = model(x).detach()[:, 1]
    print(loss.item(), median.cpu().numpy()[:3])


main()
