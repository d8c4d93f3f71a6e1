import torch
from torch import nn


class Beam:
    def __init__(self, size, bos):
        self.size = size
        self.scores = torch.zeros(size)  # or here
        self.tokens = [torch.full((size,), bos, dtype=torch.long)]

    def advance(self, logp):
        total = logp + self.scores[:, None]  # mended: total = logp + self.scores.to(logp.device)[:, None]
        best, index = total.view(-1).topk(self.size)  # or here
        self.scores = best
        return index


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 6).to(device)
beam = Beam(2, 1)  # or here
logp = model(torch.randn(2, 4, device=device)).log_softmax(-1)
beam.advance(logp)  # or here
