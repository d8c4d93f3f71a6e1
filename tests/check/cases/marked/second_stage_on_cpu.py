import torch
from torch import nn


class Coarse(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3, padding=1)

    def forward(self, x):
        return self.conv(x)


class Refine(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 3, padding=1)

    def forward(self, x, coarse):
        return self.conv(torch.cat([x, coarse], 1))


class Pipeline:
    def __init__(self, device):
        self.device = device
        self.stages = {"coarse": Coarse(), "refine": Refine()}  # or here
        self.stages["coarse"].to(device)  # mended: self.stages["coarse"].to(device); self.stages["refine"].to(device)

    @torch.no_grad()
    def __call__(self, image):
        image = image.to(self.device)
        coarse = self.stages["coarse"](image)
        return self.stages["refine"](image, coarse)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Pipeline(device)(torch.randn(1, 1, 4, 4)).shape)  # or here
