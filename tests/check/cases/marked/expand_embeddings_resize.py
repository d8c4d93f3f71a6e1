import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 4)
        self.out = nn.Linear(4, 2)

    def grow(self, vocab):
        old = self.emb
        self.emb = nn.Embedding(vocab, 4)  # mended: self.emb = nn.Embedding(vocab, 4).to(old.weight.device)
        with torch.no_grad():
            self.emb.weight[: old.num_embeddings].copy_(old.weight)

    def forward(self, ids):
        return self.out(self.emb(ids))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
tagger = Tagger(5).to(device)
tagger.grow(8)  # or here
tagger(torch.tensor([[6]], device=device))  # or here
