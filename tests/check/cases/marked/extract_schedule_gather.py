import torch
from torch import nn
import torch.nn.functional as F

device = "cuda" if torch.cuda.is_available() else "cpu"
T = 10
betas = torch.linspace(0.0001, 0.02, T)  # or here
alphas = 1.0 - betas
alphas_cumprod = torch.cumprod(alphas, axis=0)
sqrt_alphas_cumprod = torch.sqrt(alphas_cumprod)  # or here


def get_index_from_list(vals, t, x_shape):
    out = vals.gather(-1, t)  # mended: out = vals.to(t.device).gather(-1, t)
    return out.reshape(t.shape[0], *((1,) * (len(x_shape) - 1)))


def forward_diffusion(x0, t):
    noise = torch.randn_like(x0)
    return get_index_from_list(sqrt_alphas_cumprod, t, x0.shape) * x0 + noise  # or here


x = torch.randn(2, 3).to(device)
t = torch.randint(0, T, (2,), device=device).long()
forward_diffusion(x, t)  # or here
