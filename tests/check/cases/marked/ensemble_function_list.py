import torch
from torch import nn


def build_ensemble(n):
    models = []
    for _ in range(n):
        m = nn.Linear(3, 2)
        m.eval()
        models.append(m)  # or here
    return models


def predict(models, x, device):
    x = x.to(device)
    return torch.stack([m(x) for m in models]).mean(0)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
models = build_ensemble(3)  # mended: models = [m.to(device) for m in build_ensemble(3)]
predict(models, torch.randn(2, 3), device)  # or here
