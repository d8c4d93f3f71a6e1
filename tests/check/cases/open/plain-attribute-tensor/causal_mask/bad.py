import math

import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads, block):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.project = nn.Linear(width, width)
        self.mask = torch.tril(torch.ones(block, block)).view(1, 1, block, block)

    def split(self, x):
        b, t, c = x.size()
        return x.view(b, t, self.heads, c // self.heads).transpose(1, 2)

    def forward(self, x):
        b, t, c = x.size()
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.mask[:, :, :t, :t] == 0, float("-inf"))
        y = att.softmax(dim=-1) @ v
        return self.project(y.transpose(1, 2).contiguous().view(b, t, c))


class Decoder(nn.Module):
    def __init__(self, vocab=20, width=8, heads=2, block=8):
        super().__init__()
        self.tokens = nn.Embedding(vocab, width)
        self.positions = nn.Parameter(torch.zeros(1, block, width))
        self.attention = Attention(width, heads, block)
        self.head = nn.Linear(width, vocab)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions[:, : ids.size(1)]
        return self.head(x + self.attention(x))


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Decoder().to(device)
    ids = torch.randint(0, 20, (2, 6), device=device)
    logits = model(ids[:, :-1])
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
    loss.backward()
    print(loss.item())


if __name__ == "__main__":
    main()
