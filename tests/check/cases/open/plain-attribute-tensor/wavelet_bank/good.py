import torch
import torch.nn.functional as F
from torch import nn


class HaarPool(nn.Module):
    """Halves an image; one output per Haar filter."""

    def __init__(self):
        super().__init__()
        low = torch.tensor([1.0, 1.0]) / 2**0.5
        high = torch.tensor([-1.0, 1.0]) / 2**0.5
        pairs = [(low, low), (low, high), (high, low), (high, high)]
        bank = [torch.outer(a, b) for a, b in pairs]
        self.register_buffer("filters", torch.stack([f.view(1, 1, 2, 2) for f in bank]))

    def forward(self, x):
        b, c, h, w = x.shape
        flat = x.reshape(b * c, 1, h, w)
        parts = []
        for kernel in self.filters:
            y = F.conv2d(flat, kernel, stride=2)
            parts.append(y.view(b, c, h // 2, w // 2))
        return torch.cat(parts, dim=1)


class WaveNet2d(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.pool = HaarPool()
        self.conv = nn.Conv2d(4, 8, 3, padding=1)
        self.fc = nn.Linear(8, classes)

    def forward(self, x):
        x = torch.relu(self.conv(self.pool(x)))
        return self.fc(x.mean(dim=(2, 3)))


def main():
    if not torch.cuda.is_available():
        print("this will be slow")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = WaveNet2d().to(device)
    x = torch.rand(2, 1, 8, 8, device=device)
    y = torch.tensor([0, 2], device=device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
