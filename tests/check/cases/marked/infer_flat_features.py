import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(channels, 4, 3, stride=2), nn.ReLU(), nn.Flatten())

    def forward(self, x):
        return self.features(x)


def feature_size(backbone, side):
    with torch.no_grad():
        probe = torch.zeros(1, 3, side, side)  # mended: probe = torch.zeros(1, 3, side, side, device=next(backbone.parameters()).device)
        return backbone(probe).shape[1]  # or here


device = "cuda" if torch.cuda.is_available() else "cpu"
backbone = Backbone().to(device)
classifier = nn.Linear(feature_size(backbone, 9), 10).to(device)  # or here
print(classifier(backbone(torch.rand(2, 3, 9, 9, device=device))).shape)
