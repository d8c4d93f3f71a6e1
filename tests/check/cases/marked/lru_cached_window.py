from functools import lru_cache
import torch
from torch import nn


@lru_cache(maxsize=None)
def window(size):
    return torch.hann_window(size)  # mended: return torch.hann_window(size, device="cuda" if torch.cuda.is_available() else "cpu")


class Spectral(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, frames):
        return self.fc(frames * window(frames.shape[-1]))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Spectral().to(device)(torch.randn(2, 8, device=device))
