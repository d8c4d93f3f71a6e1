import random
import torch
from torch import nn


class MaskedModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(4, 4)
        self.token = nn.Parameter(torch.zeros(4))

    def make_mask(self, b, t):
        mask = torch.zeros(b, t, dtype=torch.bool)  # mended: mask = torch.zeros(b, t, dtype=torch.bool, device=self.token.device)
        for i in range(b):
            start = random.randrange(t)
            mask[i, start : start + 2] = True
        return mask

    def forward(self, x):
        mask = self.make_mask(*x.shape[:2])  # or here
        x = torch.where(mask.unsqueeze(-1), self.token, x)  # or here
        return self.proj(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(MaskedModel().to(device)(torch.randn(2, 5, 4, device=device)))
