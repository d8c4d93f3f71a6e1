import torch
import torch.nn.functional as F
from torch import nn


class WaveletConv(nn.Module):
    def __init__(self, kernel=5, bands=3, device="cpu"):
        super().__init__()
        self.device = device
        self.kernel = kernel
        self.foi = nn.Parameter(torch.linspace(1.0, 4.0, bands, device=device))

    def forward(self, x):
        t = torch.linspace(-1, 1, self.kernel, device=self.device)  # mended: t = torch.linspace(-1, 1, self.kernel, device=x.device)
        bank = torch.cos(self.foi[:, None] * t)  # or here
        return F.conv1d(x, bank[:, None], padding=self.kernel // 2)


class EEGNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.wavelets = WaveletConv()  # or here
        self.head = nn.Linear(3, classes)

    def forward(self, x):
        return self.head(self.wavelets(x).mean(-1))


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = EEGNet().to(device)
    optimizer = torch.optim.AdamW(model.parameters())
    x, y = torch.randn(4, 1, 16), torch.randint(0, 2, (4,))
    loss = F.cross_entropy(model(x.to(device)), y.to(device))
    loss.backward()
    optimizer.step()


if __name__ == "__main__":
    main()
