import torch
from torch import nn

from ssim import ssim


class DnCNN(nn.Module):
    def __init__(self, depth=2, width=4):
        super().__init__()
        layers = [nn.Conv2d(3, width, 3, padding=1), nn.ReLU(inplace=True)]
        for _ in range(depth - 2):
            layers += [nn.Conv2d(width, width, 3, padding=1), nn.ReLU(inplace=True)]
        layers.append(nn.Conv2d(width, 3, 3, padding=1))
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return x - self.body(x)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = DnCNN().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(2):
        clean = torch.rand(2, 3, 6, 6, device=device)
        noisy = clean + 0.1 * torch.randn_like(clean)
        loss = 1 - ssim(net(noisy), clean)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
