import torch
from torch import nn


class MiniAdam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.99), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"] = 0
                    state["m"] = torch.zeros(p.shape)  # mended: state["m"] = torch.zeros(p.shape, device=p.device)
                    state["v"] = 0.0
                state["step"] += 1
                state["m"].mul_(beta1).add_(p.grad, alpha=1 - beta1)  # or here
                state["v"] = beta2 * state["v"] + (1 - beta2) * p.grad.pow(2).mean()
                p.add_(state["m"] / (state["v"].sqrt() + group["eps"]), alpha=-group["lr"])  # or here
        return None


device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1)).to(device)
optimizer = MiniAdam(model.parameters())
for _ in range(2):
    loss = model(torch.randn(5, 4, device=device)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
