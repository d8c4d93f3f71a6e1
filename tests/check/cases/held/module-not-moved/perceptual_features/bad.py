import torch
import torch.nn as nn
import torch.nn.functional as F


def pretrained_features():
    """Stands for the first blocks of a big classifier."""
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 4, 3, padding=1), nn.ReLU()
    )
    for p in net.parameters():
        p.requires_grad_(False)
    return net.eval()


class PerceptualLoss:
    def __init__(self, layers=(1, 3), weight=0.1):
        self.net = pretrained_features()
        self.layers = set(layers)
        self.weight = weight

    def features(self, x):
        found = []
        for i, layer in enumerate(self.net):
            x = layer(x)
            if i in self.layers:
                found.append(x)
        return found

    def __call__(self, predicted, target):
        pixel = F.l1_loss(predicted, target)
        pairs = zip(self.features(predicted), self.features(target))
        return pixel + self.weight * sum(F.mse_loss(a, b) for a, b in pairs)


class SuperResolver(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Conv2d(3, 12, 3, padding=1)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, x):
        return self.shuffle(self.body(x))


def fit(steps=1):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = SuperResolver().to(device)
    loss_fn = PerceptualLoss()
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(steps):
        low, high = torch.rand(1, 3, 4, 4).to(device), torch.rand(1, 3, 8, 8).to(device)
        loss = loss_fn(model(low), high)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


fit()
