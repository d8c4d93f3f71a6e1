import torch
from torch import nn


def subsequent_mask(size):
    return torch.triu(torch.full((size, size), float("-inf")), diagonal=1)  # mended: return torch.triu(torch.full((size, size), float("-inf"), device=device), diagonal=1)


class Decoder(nn.Module):
    def __init__(self, vocab=10, dim=8, heads=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, ids):
        x = self.embed(ids)
        mask = subsequent_mask(ids.size(1))  # or here
        attended, _ = self.attn(x, x, x, attn_mask=mask)  # or here
        return self.out(self.norm(x + attended))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
decoder = Decoder().to(device)
ids = torch.randint(0, 10, (2, 5), device=device)
logits = decoder(ids)
nn.functional.cross_entropy(logits.flatten(0, 1), ids.flatten()).backward()
