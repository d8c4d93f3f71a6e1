from collections import OrderedDict

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, rank=2):
        super().__init__()
        self.base = base
        self.a = nn.Parameter(torch.randn(rank, base.in_features) * 0.01)
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + x @ self.a.t() @ self.b.t()


def inject(model, rank=2):
    for name, module in list(model.named_children()):
        if isinstance(module, nn.Linear):
            setattr(model, name, LoRALinear(module, rank))  # or here
    return model


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(OrderedDict(fc1=nn.Linear(4, 6), act=nn.ReLU(), fc2=nn.Linear(6, 2)))
net.to(device)
net = inject(net)  # mended: net = inject(net).to(device)
net(torch.randn(2, 4, device=device)).sum().backward()  # or here
