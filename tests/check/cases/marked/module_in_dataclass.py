from dataclasses import dataclass
import torch
from torch import nn


@dataclass
class Models:
    encoder: nn.Module
    decoder: nn.Module


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
models = Models(encoder=nn.Linear(3, 2).to(device), decoder=nn.Linear(2, 3))  # mended: models = Models(encoder=nn.Linear(3, 2).to(device), decoder=nn.Linear(2, 3).to(device))
x = torch.randn(4, 3, device=device)
code = models.encoder(x)
loss = (models.decoder(code) - x).pow(2).mean()  # or here
loss.backward()
