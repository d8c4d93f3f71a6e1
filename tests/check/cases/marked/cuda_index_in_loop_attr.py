import torch
from torch import nn


class ArcFace(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, dim))

    def forward(self, x, label):
        cosine = nn.functional.linear(nn.functional.normalize(x), nn.functional.normalize(self.weight))
        one_hot = torch.zeros(cosine.size(), device="cuda")  # mended: one_hot = torch.zeros(cosine.size(), device=x.device)
        one_hot.scatter_(1, label.view(-1, 1), 1)
        return (one_hot * (cosine - 0.5)) + ((1.0 - one_hot) * cosine)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ArcFace(4, 3).to(device)(torch.randn(2, 4, device=device), torch.tensor([0, 2], device=device))
