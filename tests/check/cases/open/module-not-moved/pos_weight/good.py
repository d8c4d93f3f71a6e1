import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset


class MultiLabel(nn.Module):
    def __init__(self, features, labels):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(features, 16), nn.ReLU(), nn.Linear(16, labels))

    def forward(self, x):
        return self.net(x)


def positive_weights(y):
    positive = y.sum(dim=0).clamp(min=1)
    return (y.size(0) - positive) / positive


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    x = torch.randn(12, 4)
    y = (torch.rand(12, 3) > 0.7).float()
    loader = DataLoader(TensorDataset(x, y), batch_size=4, shuffle=True)
    model = MultiLabel(4, 3).to(device)
    loss_fn = nn.BCEWithLogitsLoss(pos_weight=positive_weights(y).to(device))
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    for epoch in range(2):
        losses = []
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            loss = loss_fn(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step(sum(losses) / len(losses))
        print(epoch, losses)


if __name__ == "__main__":
    main()
