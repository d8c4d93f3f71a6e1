import numpy as np
import torch
from torch import nn


def mixup(x, y, alpha, classes):
    lam = np.random.beta(alpha, alpha)
    order = torch.randperm(x.size(0))
    eye = torch.eye(classes)  # mended: eye = torch.eye(classes, device=y.device)
    target = eye[y]  # or here
    return lam * x + (1 - lam) * x[order], lam * target + (1 - lam) * target[order]


def train(net, loader, device):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        x, t = mixup(x, y, 0.2, 3)
        loss = -(t * net(x).log_softmax(1)).sum(1).mean()
        loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
train(nn.Linear(4, 3).to(device), [(torch.randn(6, 4), torch.randint(0, 3, (6,)))], device)
