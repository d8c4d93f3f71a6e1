import torch
from torch import nn


class Renderer(nn.Module):
    def __init__(self, near=2.0, far=6.0, n_samples=5):
        super().__init__()
        self.near, self.far, self.n_samples = near, far, n_samples
        self.field = nn.Linear(3, 4)

    def sample(self, origins, directions):
        t = torch.linspace(self.near, self.far, self.n_samples)  # mended: t = torch.linspace(self.near, self.far, self.n_samples, device=origins.device)
        if self.training:
            t = t + torch.rand_like(t) * 0.1
        points = origins[:, None] + directions[:, None] * t[None, :, None]  # or here
        return points, t

    def forward(self, origins, directions):
        points, t = self.sample(origins, directions)  # or here
        raw = self.field(points)
        delta = t[1:] - t[:-1]
        delta = torch.cat([delta, delta[-1:]])
        alpha = 1 - torch.exp(-torch.relu(raw[..., 3]) * delta)
        return (alpha[..., None] * torch.sigmoid(raw[..., :3])).sum(1)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Renderer().to(device)
    rays_o = torch.zeros(6, 3).to(device)
    rays_d = torch.randn(6, 3).to(device)
    print(model(rays_o, rays_d).shape)


main()
