import torch
import torch.nn.functional as F
from torch import nn


class Warp(nn.Module):
    def identity(self, h, w):
        theta = torch.tensor([[[1.0, 0, 0], [0, 1, 0]]])  # or here
        return F.affine_grid(theta, (1, 1, h, w), align_corners=False)  # or here

    def forward(self, img, flow):
        grid = self.identity(*img.shape[-2:]) + flow.permute(0, 2, 3, 1)  # mended: grid = self.identity(*img.shape[-2:]).to(flow.device) + flow.permute(0, 2, 3, 1)
        return F.grid_sample(img, grid, align_corners=False)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flow = nn.Conv2d(3, 2, 3, padding=1)
        self.warp = Warp()

    def forward(self, x):
        return self.warp(x, self.flow(x))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.rand(1, 3, 4, 4, device=device)).shape)
