import torch
from torch import nn


def hutchinson(model, loss):
    params = [p for p in model.parameters() if p.requires_grad]
    grads = torch.autograd.grad(loss, params, create_graph=True)
    zs = [torch.randn(p.shape) for p in params]  # mended: zs = [torch.randn(p.shape, device=p.device) for p in params]
    return sum((g * z).sum() for g, z in zip(grads, zs))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 1).to(device)
hutchinson(model, model(torch.randn(2, 3, device=device)).pow(2).sum())  # or here
