import torch
from torch import nn


class Embeddings(nn.Module):
    def __init__(self, vocab=10, dim=4):
        super().__init__()
        self.word = nn.Embedding(vocab, dim)
        self.kind = nn.Embedding(2, dim)

    def forward(self, ids, kinds=None):
        if kinds is None:
            kinds = torch.zeros(ids.size(), dtype=torch.long)  # mended: kinds = torch.zeros(ids.size(), dtype=torch.long, device=ids.device)
        return self.word(ids) + self.kind(kinds)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Embeddings().to(device)(torch.tensor([[1, 2]]).to(device)).shape)
