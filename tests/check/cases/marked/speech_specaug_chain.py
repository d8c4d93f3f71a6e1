import torch
from torch import nn


class SpecAugment(nn.Module):
    def __init__(self, width=2):
        super().__init__()
        self.width = width

    def _starts(self, n, high):
        return torch.randint(0, high, (n, 1))  # mended: return torch.randint(0, high, (n, 1), device=device)

    def forward(self, spec):
        starts = self._starts(spec.size(0), spec.size(1) - self.width)
        pos = torch.arange(spec.size(1), device=spec.device)[None]
        hidden = (pos >= starts) & (pos < starts + self.width)  # or here
        return spec.masked_fill(hidden.unsqueeze(-1), 0.0)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Sequential(SpecAugment(), nn.Linear(4, 2)).to(device)
print(model(torch.randn(2, 6, 4, device=device)))
