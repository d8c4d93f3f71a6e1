import copy

import torch
from torch import nn


class ModelEMA:
    def __init__(self, model, decay=0.9):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for e, m in zip(self.module.state_dict().values(), model.state_dict().values()):
            e.copy_(self.decay * e + (1 - self.decay) * m)  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(4, 2)
    ema = ModelEMA(model)  # mended: ema = ModelEMA(model.to(device))
    model = model.to(device)  # or here
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        loss = model(torch.randn(3, 4, device=device)).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        ema.update(model)  # or here


main()
