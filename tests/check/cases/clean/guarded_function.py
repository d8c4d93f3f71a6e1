import torch
from torch import nn


def warm_up(net):
    net(torch.zeros(1, 3).cuda())
    torch.cuda.synchronize()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
if device.type == "cuda":
    warm_up(net)
