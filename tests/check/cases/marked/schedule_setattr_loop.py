import numpy as np
import torch
from torch import nn


class Diffusion(nn.Module):
    def __init__(self, steps=10):
        super().__init__()
        self.net = nn.Linear(4, 4)
        self.set_schedule(np.linspace(1e-4, 0.02, steps, dtype=np.float32))

    def set_schedule(self, betas):
        acp = np.cumprod(1 - betas)
        self.sqrt_acp = torch.from_numpy(np.sqrt(acp))  # mended: self.register_buffer("sqrt_acp", torch.from_numpy(np.sqrt(acp)))
        self.register_buffer("sqrt_om_acp", torch.from_numpy(np.sqrt(1 - acp)))

    def q_sample(self, x0, t, noise):
        a = self.sqrt_acp[t].view(-1, 1)  # or here
        b = self.sqrt_om_acp[t].view(-1, 1)
        return a * x0 + b * noise  # or here

    def forward(self, x0):
        t = torch.randint(0, 10, (x0.size(0),), device=x0.device)
        noise = torch.randn_like(x0)
        return nn.functional.mse_loss(self.net(self.q_sample(x0, t, noise)), noise)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Diffusion().to(device)(torch.randn(3, 4).to(device)))
