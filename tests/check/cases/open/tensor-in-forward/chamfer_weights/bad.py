import torch
from torch import nn


class ChamferLoss(nn.Module):
    """Symmetric nearest-neighbour distance between two point sets."""

    def __init__(self, near_weight=2.0):
        super().__init__()
        self.near_weight = near_weight

    def forward(self, a, b):
        distance = torch.cdist(a, b)
        forward, nearest = distance.min(dim=2)
        backward, _ = distance.min(dim=1)
        # points close to the origin matter more
        weight = torch.ones(a.size(0), a.size(1))
        close = a.norm(dim=-1) < 1.0
        weight[close.cpu()] = self.near_weight
        return (weight * forward).mean() + backward.mean()


class PointAutoencoder(nn.Module):
    def __init__(self, points, code=4):
        super().__init__()
        self.points = points
        self.encoder = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, code))
        self.decoder = nn.Linear(code, 3 * points)

    def forward(self, cloud):
        code = self.encoder(cloud).max(dim=1).values
        return self.decoder(code).view(-1, self.points, 3)


def main(steps=2):
    if torch.cuda.is_available():
        device = torch.device("cuda")
    else:
        device = torch.device("cpu")
    net, criterion = PointAutoencoder(7).to(device), ChamferLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(steps):
        cloud = torch.randn(2, 7, 3).to(device)
        loss = criterion(net(cloud), cloud)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
