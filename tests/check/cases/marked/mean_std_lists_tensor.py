import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self, mean=(0.4, 0.4, 0.4)):
        super().__init__()
        self.pixel_mean = mean
        self.conv = nn.Conv2d(3, 1, 1)

    def preprocess(self, images):
        mean = torch.tensor(self.pixel_mean).view(1, 3, 1, 1)  # mended: mean = torch.tensor(self.pixel_mean, device=images.device).view(1, 3, 1, 1)
        return images - mean  # or here

    def forward(self, images):
        return self.conv(self.preprocess(images))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Detector().to(device)(torch.rand(1, 3, 2, 2, device=device))
