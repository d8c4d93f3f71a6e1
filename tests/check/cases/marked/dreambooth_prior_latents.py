import torch
from torch import nn


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.time = nn.Embedding(10, 4)

    def forward(self, latents, t):
        return self.conv(latents) + self.time(t)[:, :, None, None]


def training_step(unet, vae, batch, device):
    latents = vae(batch["pixel_values"].to(device))
    noise = torch.randn_like(latents)
    bsz = latents.shape[0]
    timesteps = torch.randint(0, 10, (bsz,))  # mended: timesteps = torch.randint(0, 10, (bsz,), device=latents.device)
    timesteps = timesteps.long()
    noisy = latents + noise
    pred = unet(noisy, timesteps)  # or here
    return nn.functional.mse_loss(pred.float(), noise.float())


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
unet, vae = Unet().to(device), nn.Conv2d(3, 4, 1).to(device)
print(training_step(unet, vae, {"pixel_values": torch.rand(2, 3, 8, 8)}, device))
