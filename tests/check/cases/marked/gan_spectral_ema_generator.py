import copy

import torch
from torch import nn


def make_ema(config):
    net = nn.Linear(config["z"], config["out"])
    net.requires_grad_(False)
    return net


class Trainer:
    def __init__(self, config, device):
        self.device = device
        self.config = config
        self.generator = nn.Linear(config["z"], config["out"]).to(device)
        self.ema = make_ema(config)  # mended: self.ema = make_ema(config).to(device)

    def sample(self, n):
        z = torch.randn(n, self.config["z"], device=self.device)
        return self.ema(z)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
config = copy.copy({"z": 4, "out": 6})
print(Trainer(config, device).sample(3))
