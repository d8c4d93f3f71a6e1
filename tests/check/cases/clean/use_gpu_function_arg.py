import torch
from torch import nn


def predict(net, x, use_gpu=False):
    if use_gpu:
        net = net.cuda()
        x = x.cuda()
    bias = torch.zeros(1, 1)
    if use_gpu:
        bias = bias.cuda()
    return net(x) + bias


print(predict(nn.Linear(3, 1), torch.randn(2, 3), torch.cuda.is_available()))
