import copy

import torch
from torch import nn


class SWA:
    def __init__(self, model):
        self.n = 0
        self.module = copy.deepcopy(model).cpu()  # or here

    def update(self, model):
        for avg, p in zip(self.module.parameters(), model.parameters()):
            avg.data += (p.data - avg.data) / (self.n + 1)  # mended: avg.data += (p.data.cpu() - avg.data) / (self.n + 1)
        self.n += 1


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(2, 2).to(device)
swa = SWA(model)
swa.update(model)  # or here
