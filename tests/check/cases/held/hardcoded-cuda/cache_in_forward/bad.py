import torch
from torch import nn


class PositionEmbeddingSine(nn.Module):
    """Sine features of both image axes."""

    def __init__(self, features=4, temperature=10000):
        super().__init__()
        self.features = features
        self.temperature = temperature

    def forward(self, x):
        b, _, h, w = x.shape
        y_axis = torch.arange(h, dtype=torch.float32, device="cuda").view(h, 1).expand(h, w)
        x_axis = torch.arange(w, dtype=torch.float32, device=x.device).view(1, w).expand(h, w)
        rate = self.temperature ** (torch.arange(self.features, device=x.device) / self.features)
        pos = torch.stack([y_axis, x_axis], dim=-1)[..., None] / rate
        pos = torch.cat([pos.sin(), pos.cos()], dim=-1)
        return pos.flatten(2).permute(2, 0, 1).expand(b, -1, h, w)


class Segmenter(nn.Module):
    def __init__(self, channels=16):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 1)
        self.position = PositionEmbeddingSine()
        self.mask = nn.Conv2d(channels, 1, 1)

    def forward(self, image):
        x = self.stem(image)
        return self.mask(x + self.position(x)).sigmoid()


def load(device=None):
    if device is None:
        device = "cuda" if torch.cuda.is_available() else "cpu"
    return Segmenter().to(device).eval(), device


if __name__ == "__main__":
    net, device = load()
    with torch.no_grad():
        print(net(torch.rand(1, 3, 4, 4, device=device)).mean().item())
