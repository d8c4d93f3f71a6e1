from dataclasses import dataclass, field
import torch
from torch import nn


@dataclass
class Sampler:
    steps: int = 5
    sigmas: torch.Tensor = field(default_factory=lambda: torch.linspace(1.0, 0.1, 5))

    def step(self, x, i):
        return x * self.sigmas[i : i + 1]  # mended: return x * self.sigmas[i : i + 1].to(x.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
sampler = Sampler()  # or here
x = torch.randn(2, 3, device=device)
for i in range(5):
    x = sampler.step(net(x), i)  # or here
