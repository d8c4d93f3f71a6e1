import torch
from torch import nn


class MoCo(nn.Module):
    def __init__(self, dim=4, size=8):
        super().__init__()
        self.query = nn.Linear(3, dim)
        self.key = nn.Linear(3, dim)
        self.queue = nn.functional.normalize(torch.randn(dim, size), dim=0)  # mended: self.register_buffer("queue", nn.functional.normalize(torch.randn(dim, size), dim=0))
        self.size = size

    def forward(self, a, b):
        q, k = self.query(a), self.key(b)
        positive = torch.einsum("nc,nc->n", q, k).unsqueeze(-1)
        negative = torch.einsum("nc,ck->nk", q, self.queue.clone().detach())  # or here
        logits = torch.cat([positive, negative], dim=1)
        labels = torch.zeros(logits.shape[0], dtype=torch.long, device=logits.device)
        return nn.functional.cross_entropy(logits, labels)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
MoCo().to(device)(torch.randn(2, 3, device=device), torch.randn(2, 3, device=device)).backward()
