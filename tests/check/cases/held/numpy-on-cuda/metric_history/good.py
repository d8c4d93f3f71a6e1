import numpy as np
import torch
from torch import nn


class Forecaster(nn.Module):
    def __init__(self, inputs=3, hidden=8):
        super().__init__()
        self.lstm = nn.LSTM(inputs, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1]).squeeze(-1)


def windows(series, length=5):
    x = np.stack([series[i : i + length] for i in range(len(series) - length)])
    y = series[length:, 0]
    return torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def mape(true, pred):
    return float(np.mean(np.abs((true - pred) / (np.abs(true) + 1e-6))))


def main(epochs=2):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    x, y = windows(np.random.randn(16, 3))
    x, y = x.to(device), y.to(device)
    net = Forecaster().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print("mean loss", np.mean([np.asarray(v) for v in losses]))
    net.eval()
    with torch.no_grad():
        predicted = net(x).cpu()
    print("mape", mape(y.cpu().numpy(), predicted.numpy()))


if __name__ == "__main__":
    main()
