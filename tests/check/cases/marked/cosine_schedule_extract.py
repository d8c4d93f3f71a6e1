import math

import torch
import torch.nn.functional as F
from torch import nn


def cosine_betas(steps, s=0.008):
    x = torch.linspace(0, steps, steps + 1)
    bar = torch.cos((x / steps + s) / (1 + s) * math.pi / 2) ** 2
    bar = bar / bar[0]
    return (1 - bar[1:] / bar[:-1]).clamp(0, 0.999)


class Diffusion:
    def __init__(self, model, steps=10):
        self.model = model
        self.steps = steps
        betas = cosine_betas(steps)
        self.alpha_bar = torch.cumprod(1 - betas, dim=0)  # or here

    def q_sample(self, x0, t, noise):
        a = self.alpha_bar[t][:, None]  # mended: a = self.alpha_bar.to(t.device)[t][:, None]
        return a.sqrt() * x0 + (1 - a).sqrt() * noise  # or here

    def loss(self, x0):
        t = torch.randint(0, self.steps, (x0.shape[0],), device=x0.device)
        noise = torch.randn_like(x0)
        return F.mse_loss(self.model(self.q_sample(x0, t, noise)), noise)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 3).to(device)
diffusion = Diffusion(model)
diffusion.loss(torch.randn(4, 3, device=device)).backward()  # or here
