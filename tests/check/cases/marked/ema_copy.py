import copy
import torch
from torch import nn


class EMA:
    def __init__(self, model, decay=0.9):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for a, b in zip(self.module.parameters(), model.parameters()):
            a.mul_(self.decay).add_(b, alpha=1 - self.decay)  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(4, 2)
    ema = EMA(model)  # mended: model = model.to(device); ema = EMA(model)
    model.to(device)
    x = torch.randn(3, 4).to(device)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    model(x).sum().backward()
    opt.step()
    ema.update(model)
    print(ema.module(x))  # or here


main()
