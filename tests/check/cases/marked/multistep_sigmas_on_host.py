import numpy as np
import torch
from torch import nn


class MultistepScheduler:
    order = 2

    def __init__(self, num_train=20):
        self.num_train = num_train
        self.model_outputs = []

    def set_timesteps(self, steps, device=None):
        sigmas = np.linspace(1.0, 0.0, steps + 1).astype(np.float32)
        self.timesteps = torch.from_numpy(sigmas[:-1] * self.num_train).to(device)
        self.sigmas = torch.from_numpy(sigmas)
        self.sigmas = self.sigmas.to("cpu")  # mended: self.sigmas = self.sigmas.to(device)

    def step(self, model_output, i, sample):
        self.model_outputs.append(model_output)
        h = self.sigmas[i] - self.sigmas[i + 1]
        rks = []
        for j in range(1, min(self.order, len(self.model_outputs))):
            rks.append((self.sigmas[i - j] - self.sigmas[i]) / h)
        rks.append(torch.ones((), device=sample.device))
        rks = torch.stack(rks)  # or here
        return sample - h * model_output * rks.sum()


device = "cuda" if torch.cuda.is_available() else "cpu"
unet = nn.Conv2d(2, 2, 3, padding=1).to(device)
scheduler = MultistepScheduler()
scheduler.set_timesteps(3, device=device)  # or here
latents = torch.randn(1, 2, 4, 4, device=device)
with torch.no_grad():
    for i, t in enumerate(scheduler.timesteps):
        latents = scheduler.step(unet(latents), i, latents)  # or here
print(latents.mean())
