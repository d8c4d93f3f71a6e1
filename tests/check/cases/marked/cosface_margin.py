import torch
import torch.nn.functional as F
from torch import nn


class CosFace(nn.Module):
    def __init__(self, dim, classes, s=30.0, m=0.4):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, dim))
        self.s, self.m = s, m

    def forward(self, x, label):
        cosine = F.linear(F.normalize(x), F.normalize(self.weight))
        one_hot = torch.zeros(cosine.size(), device="cuda")  # mended: one_hot = torch.zeros_like(cosine)
        one_hot.scatter_(1, label.view(-1, 1).long(), 1)
        return self.s * (cosine - one_hot * self.m)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
head = CosFace(4, 3).to(device)
print(head(torch.rand(2, 4, device=device), torch.tensor([0, 2], device=device)))
