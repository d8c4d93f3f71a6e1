import torch
from torch import nn


def default_weights(scale):
    return torch.tensor([10.0, 10.0, 5.0, 5.0]) * scale


class BoxHead(nn.Module):
    """Regresses boxes from pooled features."""

    def __init__(self, width=6, classes=2, scale=1.0):
        super().__init__()
        self.fc = nn.Linear(width, 16)
        self.cls = nn.Linear(16, classes)
        self.box = nn.Linear(16, 4)
        self.weights = default_weights(scale)

    def decode(self, deltas, proposals):
        size = proposals[:, 2:] - proposals[:, :2]
        centre = proposals[:, :2] + 0.5 * size
        d = deltas / self.weights
        centre = centre + d[:, :2] * size
        size = size * d[:, 2:].clamp(max=4.0).exp()
        return torch.cat([centre - 0.5 * size, centre + 0.5 * size], dim=1)

    def forward(self, features, proposals):
        h = torch.relu(self.fc(features))
        return self.cls(h), self.decode(self.box(h), proposals)


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.Linear(9, 6)
        self.head = BoxHead()

    def forward(self, crops, proposals):
        return self.head(self.pool(crops.flatten(1)), proposals)


def train(detector, device, steps=2):
    optimizer = torch.optim.Adam(detector.parameters())
    for _ in range(steps):
        crops = torch.rand(4, 1, 3, 3).to(device)
        corners = torch.rand(4, 2).to(device)
        proposals = torch.cat([corners, corners + 1.0], dim=1)
        scores, boxes = detector(crops, proposals)
        loss = scores.logsumexp(1).mean() + nn.functional.l1_loss(boxes, proposals)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(train(Detector().to(dev), dev))
