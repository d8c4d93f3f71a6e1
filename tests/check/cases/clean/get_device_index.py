import torch
from torch import nn


class Pad(nn.Module):
    def forward(self, x):
        z = torch.zeros(2, x.shape[1])
        if x.is_cuda:
            z = z.cuda(x.get_device())
        return torch.cat([z, x])


class Pad2(nn.Module):
    def forward(self, x):
        return torch.cat([torch.zeros(2, x.shape[1]).to(f"cuda:{x.get_device()}"), x])
