import torch
from torch import nn


class ScoreNet(nn.Module):
    def __init__(self, width=6):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width + 1, 16), nn.SiLU(), nn.Linear(16, width))

    def forward(self, x, level):
        return self.net(torch.cat([x, level.log() / 4], dim=1))


class EDMLoss:
    """Weighted denoising with log-normal noise levels."""

    def __init__(self, p_mean=-1.2, p_std=1.2, data_std=0.5):
        self.p_mean, self.p_std, self.data_std = p_mean, p_std, data_std

    def __call__(self, net, clean):
        normal = torch.randn([clean.shape[0], 1])
        sigma = (normal * self.p_std + self.p_mean).exp()
        weight = (sigma**2 + self.data_std**2) / (sigma * self.data_std) ** 2
        noise = torch.randn_like(clean) * sigma
        restored = net(clean + noise, sigma)
        return (weight * (restored - clean) ** 2).mean()


def cycle(rows, batch):
    while True:
        for start in range(0, len(rows), batch):
            yield rows[start : start + batch]


def train(steps=2, batch=4):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = ScoreNet().train().requires_grad_(True).to(device)
    loss_fn = EDMLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    data = cycle(torch.randn(8, 6), batch)
    for _ in range(steps):
        images = next(data).to(device)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fn(net, images)
        loss.backward()
        optimizer.step()
        print(loss.item())


if __name__ == "__main__":
    train()
