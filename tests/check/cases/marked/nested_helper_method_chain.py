import torch
from torch import nn


class Transducer(nn.Module):
    def __init__(self):
        super().__init__()
        self.joint = nn.Linear(4, 3)

    def _blank(self, n):
        return torch.zeros(n, 1, dtype=torch.long)  # mended: return torch.zeros(n, 1, dtype=torch.long, device=self.joint.weight.device)

    def _with_blank(self, targets):
        return torch.cat([self._blank(targets.size(0)), targets], dim=1)  # or here

    def forward(self, x, targets):
        padded = self._with_blank(targets)
        return self.joint(x).gather(-1, padded.unsqueeze(-1))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Transducer().to(device)(torch.randn(1, 3, 4, device=device), torch.tensor([[1, 2]], device=device))
