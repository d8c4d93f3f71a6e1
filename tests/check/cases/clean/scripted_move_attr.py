import torch
from torch import nn


class Beam:
    def __init__(self, size, device="cpu"):
        self.device = torch.device(device)
        self.scores = torch.zeros(size, device=self.device)
        self.next = [torch.full((size,), 1, dtype=torch.long, device=self.device)]

    def advance(self, logp):
        best, idx = (logp + self.scores.unsqueeze(1)).view(-1).topk(2)
        self.scores = best
        self.next.append(idx % 5)
        return self.next[-1]


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(5, 5)

    def forward(self, ids):
        return self.e(ids).log_softmax(-1)


device = "cuda" if torch.cuda.is_available() else "cpu"
lm = LM().to(device)
beam = Beam(2, device)
ids = beam.next[-1]
for _ in range(3):
    ids = beam.advance(lm(ids))
