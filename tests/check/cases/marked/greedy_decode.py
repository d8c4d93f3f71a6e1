import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, vocab=10, width=8):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.cell = nn.GRUCell(width, width)
        self.out = nn.Linear(width, vocab)

    def step(self, token, h):
        h = self.cell(self.embed(token), h)
        return self.out(h), h

    def forward(self, h, length):
        token = torch.zeros(h.size(0), dtype=torch.long)  # mended: token = torch.zeros(h.size(0), dtype=torch.long, device=h.device)
        outs = []
        for _ in range(length):
            logits, h = self.step(token, h)  # or here
            token = logits.argmax(-1)
            outs.append(token)
        return torch.stack(outs, 1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
d = Decoder().to(device)
print(d(torch.randn(2, 8, device=device), 4))
