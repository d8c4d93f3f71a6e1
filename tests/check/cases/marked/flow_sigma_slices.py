import torch
from torch import nn


class FlowMatchScheduler:
    def __init__(self, steps=8, shift=3.0):
        self.steps = steps
        self.shift = shift
        self.set_timesteps(steps)

    def set_timesteps(self, steps):
        sigmas = torch.linspace(1.0, 0.0, steps + 1)[:-1]  # or here
        self.sigmas = self.shift * sigmas / (1 + (self.shift - 1) * sigmas)  # or here
        self.timesteps = self.sigmas * 1000

    def add_noise(self, original, noise, timestep_id):
        sigma = self.sigmas[timestep_id].view(-1, 1, 1)  # mended: sigma = self.sigmas[timestep_id.cpu()].to(original).view(-1, 1, 1)
        return (1 - sigma) * original + sigma * noise  # or here


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 4)

    def forward(self, x):
        return self.net(x)


class TrainingModule(nn.Module):
    def __init__(self):
        super().__init__()
        self.denoiser = Denoiser()
        self.scheduler = FlowMatchScheduler()

    def forward(self, latents):
        noise = torch.randn_like(latents)
        ids = torch.randint(0, self.scheduler.steps, (latents.shape[0],))
        noisy = self.scheduler.add_noise(latents, noise, ids)  # or here
        return (self.denoiser(noisy) - (noise - latents)).pow(2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
module = TrainingModule().to(device)
loss = module(torch.randn(2, 3, 4).to(device))
loss.backward()
