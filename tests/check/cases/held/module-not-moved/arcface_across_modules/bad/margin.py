import math

import torch
import torch.nn.functional as F
from torch import nn


class ArcFace(nn.Module):
    """Angular margin over learned class centres."""

    def __init__(self, width, classes, scale=16.0, margin=0.3):
        super().__init__()
        self.centres = nn.Parameter(torch.empty(classes, width))
        nn.init.xavier_uniform_(self.centres)
        self.scale = scale
        self.cos_m, self.sin_m = math.cos(margin), math.sin(margin)

    def forward(self, embedding, label):
        cosine = F.linear(F.normalize(embedding), F.normalize(self.centres))
        sine = torch.sqrt((1.0 - cosine**2).clamp(0, 1))
        shifted = cosine * self.cos_m - sine * self.sin_m
        chosen = F.one_hot(label, cosine.size(1)).bool()
        return F.cross_entropy(self.scale * torch.where(chosen, shifted, cosine), label)
