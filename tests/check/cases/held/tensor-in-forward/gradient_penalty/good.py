import torch
from torch import autograd, nn


class Critic(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))

    def forward(self, x):
        return self.net(x)


class Generator(nn.Module):
    def __init__(self, noise=3, width=4):
        super().__init__()
        self.noise = noise
        self.net = nn.Sequential(nn.Linear(noise, 8), nn.ReLU(), nn.Linear(8, width))

    def forward(self, z):
        return self.net(z)


def gradient_penalty(critic, real, fake):
    """WGAN-GP: the norm of the gradient on straight lines between real and fake samples."""
    mix = torch.rand(real.size(0), 1).type_as(real)
    between = (mix * real + (1 - mix) * fake).requires_grad_(True)
    scores = critic(between)
    (gradient,) = autograd.grad(
        outputs=scores,
        inputs=between,
        grad_outputs=torch.ones_like(scores),
        create_graph=True,
    )
    return ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


class Trainer:
    def __init__(self, device):
        self.device = device
        self.G = Generator().to(device)
        self.D = Critic().to(device)
        self.opt_g = torch.optim.Adam(self.G.parameters(), lr=1e-4, betas=(0.0, 0.9))
        self.opt_d = torch.optim.Adam(self.D.parameters(), lr=1e-4, betas=(0.0, 0.9))

    def critic_step(self, real):
        z = torch.randn(real.size(0), self.G.noise, device=self.device)
        fake = self.G(z).detach()
        loss = self.D(fake).mean() - self.D(real).mean()
        loss = loss + 10 * gradient_penalty(self.D, real, fake)
        self.opt_d.zero_grad()
        loss.backward()
        self.opt_d.step()
        return loss.item()

    def fit(self, batches):
        return [self.critic_step(real.to(self.device)) for real in batches]


if __name__ == "__main__":
    trainer = Trainer(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    print(trainer.fit([torch.randn(5, 4) for _ in range(2)]))
