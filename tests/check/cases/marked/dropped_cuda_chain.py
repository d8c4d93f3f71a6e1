import torch
from torch import nn


def train(model, x, y, use_cuda):
    if use_cuda:
        model.cuda()
        x, y = x.cuda(), y.cuda()
    weights = torch.tensor([1.0, 3.0])
    if use_cuda:
        weights.cuda()  # mended: weights = weights.cuda()
    return nn.functional.cross_entropy(model(x), y, weight=weights)  # or here


train(nn.Linear(3, 2), torch.randn(4, 3), torch.randint(0, 2, (4,)), torch.cuda.is_available()).backward()
