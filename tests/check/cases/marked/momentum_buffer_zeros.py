import torch
from torch import nn
from torch.optim import Optimizer


class Sign(Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                if "m" not in state:
                    state["m"] = torch.zeros(p.shape)  # mended: state["m"] = torch.zeros_like(p)
                state["m"].mul_(0.9).add_(p.grad, alpha=0.1)  # or here
                p.add_(state["m"].sign(), alpha=-group["lr"])  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 2).to(device)
opt = Sign(model.parameters())
model(torch.randn(2, 3, device=device)).sum().backward()
opt.step()
