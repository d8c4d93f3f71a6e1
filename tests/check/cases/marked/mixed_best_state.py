import torch
from torch import nn
import torch.nn.functional as F


def prototypes(support, labels, n):
    protos = torch.zeros(n, support.size(1))  # mended: protos = torch.zeros(n, support.size(1), device=support.device)
    for c in range(n):
        protos[c] = support[labels == c].mean(0)
    return protos  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
encoder = nn.Linear(3, 4).to(device)
support, query = torch.randn(4, 3).to(device), torch.randn(2, 3).to(device)
labels = torch.tensor([0, 0, 1, 1], device=device)
p = prototypes(encoder(support), labels, 2)  # or here
logits = -torch.cdist(encoder(query), p)  # or here
