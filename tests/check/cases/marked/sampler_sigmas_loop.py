import torch
from torch import nn


def get_sigmas(n):
    ramp = torch.linspace(0, 1, n)
    sigmas = (10 ** (1 - ramp)) * 0.1
    return torch.cat([sigmas, sigmas.new_zeros([1])])  # or here


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 4)

    def forward(self, x, sigma):
        return self.net(x / (sigma.view(-1, 1) ** 2 + 1).sqrt())


@torch.no_grad()
def sample(model, x, steps):
    sigmas = get_sigmas(steps)  # mended: sigmas = get_sigmas(steps).to(x.device)
    ones = x.new_ones([x.shape[0]])
    for i in range(steps):
        denoised = model(x, sigmas[i : i + 1].expand(x.shape[0]))  # or here
        x = x + (x - denoised) / sigmas[i] * (sigmas[i + 1] - sigmas[i])
    return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
sample(Denoiser().to(device), torch.randn(2, 4, device=device), 3)  # or here
