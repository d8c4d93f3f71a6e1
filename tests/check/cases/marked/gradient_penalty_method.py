import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(3, 1)

    def forward(self, x):
        return self.net(x)


def gradient_penalty(critic, real, fake):
    alpha = torch.rand(real.size(0), 1)  # mended: alpha = torch.rand(real.size(0), 1, device=real.device)
    mixed = (alpha * real + (1 - alpha) * fake).requires_grad_(True)  # or here
    out = critic(mixed)
    grad = torch.autograd.grad(out.sum(), mixed, create_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
critic = Critic().to(device)
real = torch.randn(2, 3).to(device)
fake = torch.randn(2, 3).to(device)
gradient_penalty(critic, real, fake).backward()  # or here
