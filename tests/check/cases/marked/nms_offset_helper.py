import torch
from torch import nn


def box_decode(deltas, priors, variances=(0.1, 0.2)):
    return torch.cat((priors[:, :2] + deltas[:, :2] * variances[0] * priors[:, 2:], priors[:, 2:] * torch.exp(deltas[:, 2:] * variances[1])), 1)  # or here


class Detect:
    def __init__(self, cfg):
        self.priors = torch.rand(cfg["n"], 4)  # or here

    def __call__(self, loc):
        return [box_decode(one, self.priors) for one in loc]  # mended: return [box_decode(one, self.priors.to(one.device)) for one in loc]


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 4).to(device)
detect = Detect({"n": 5})  # or here
detect(net(torch.rand(2, 5, 4).to(device)))  # or here
