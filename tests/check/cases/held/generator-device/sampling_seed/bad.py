import torch
from torch import nn


class UNet(nn.Module):
    def __init__(self, channels=2):
        super().__init__()
        self.body = nn.Conv2d(channels, channels, 3, padding=1)
        self.time = nn.Embedding(10, channels)

    def forward(self, x, t):
        return self.body(x) + self.time(t)[:, :, None, None]


def seeded(seed):
    return torch.Generator().manual_seed(seed)


class Sampler:
    def __init__(self, net, device):
        self.net = net.to(device).eval()
        self.device = device
        self.alphas = torch.linspace(0.99, 0.9, 10).tolist()

    @torch.no_grad()
    def __call__(self, n, size, seed=0):
        generator = seeded(seed)
        x = torch.randn((n, 2, size, size), generator=generator, device=self.device)
        for i in reversed(range(10)):
            t = torch.full((n,), i, device=self.device)
            x = (x - (1 - self.alphas[i]) * self.net(x, t)) / self.alphas[i] ** 0.5
        return x


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images = Sampler(UNet(), device)(2, 4, seed=42)
    print(images.shape, images.cpu().std().item())


if __name__ == "__main__":
    main()
