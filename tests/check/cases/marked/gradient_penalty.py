import torch
from torch import autograd, nn


def gradient_penalty(critic, real, fake):
    alpha = torch.rand(real.size(0), 1)  # mended: alpha = torch.rand(real.size(0), 1, device=real.device)
    mixed = alpha * real + (1 - alpha) * fake  # or here
    mixed.requires_grad_(True)
    score = critic(mixed)
    grad = autograd.grad(score, mixed, grad_outputs=torch.ones_like(score), create_graph=True)[0]
    return ((grad.norm(2, dim=1) - 1) ** 2).mean()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    critic = nn.Linear(4, 1).to(device)
    real = torch.randn(6, 4, device=device)
    fake = torch.randn(6, 4, device=device)
    gp = gradient_penalty(critic, real, fake)
    gp.backward()


main()
