import torch
from torch import nn


class Vocab:
    def __init__(self, text):
        self.stoi = {c: i for i, c in enumerate(sorted(set(text)))}
        self.itos = {i: c for c, i in self.stoi.items()}

    def encode(self, s):
        return torch.tensor([self.stoi[c] for c in s])

    def decode(self, ids):
        return "".join(self.itos[int(i)] for i in ids)


class CharRNN(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.e = nn.Embedding(n, 8)
        self.r = nn.GRU(8, 8, batch_first=True)
        self.o = nn.Linear(8, n)

    def forward(self, x, h=None):
        y, h = self.r(self.e(x), h)
        return self.o(y), h


def sample(model, vocab, start, n, device):
    ids = vocab.encode(start).unsqueeze(0)  # mended: ids = vocab.encode(start).unsqueeze(0).to(device)
    h = None
    out = []
    for _ in range(n):
        logits, h = model(ids, h)  # or here
        ids = logits[:, -1].argmax(-1, keepdim=True)
        out.append(ids.item())
    return vocab.decode(out)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
vocab = Vocab("hello world")
model = CharRNN(len(vocab.stoi)).to(device)
print(sample(model, vocab, "he", 3, device))
