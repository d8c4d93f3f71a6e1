import torch
from torch import nn


class MultiAgent:
    def __init__(self, names, device):
        self.device = device
        self.nets = {n: nn.Linear(3, 2) for n in names}  # mended: self.nets = {n: nn.Linear(3, 2).to(device) for n in names}

    def act(self, obs):
        return {n: self.nets[n](o.to(self.device)).argmax(-1) for n, o in obs.items()}  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(MultiAgent(["a", "b"], device).act({"a": torch.randn(3), "b": torch.randn(3)}))
