import torch
from torch import nn


class Bigram(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(5, 5)

    def forward(self, idx, targets=None):
        logits = self.table(idx)
        return logits, None

    def generate(self, idx, n):
        for _ in range(n):
            logits, _ = self(idx)
            nxt = logits[:, -1].argmax(-1, keepdim=True)
            idx = torch.cat([idx, nxt], dim=1)
        return idx


device = "cuda" if torch.cuda.is_available() else "cpu"
model = Bigram()
m = model.to(device)
context = torch.zeros((1, 1), dtype=torch.long)  # mended: context = torch.zeros((1, 1), dtype=torch.long, device=device)
print(m.generate(context, 3)[0].tolist())  # or here
