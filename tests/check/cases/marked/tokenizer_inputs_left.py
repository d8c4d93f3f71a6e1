import torch
from torch import nn


class Vocab:
    def __init__(self, words):
        self.index = {w: i + 1 for i, w in enumerate(words)}

    def encode(self, text):
        return [self.index.get(w, 0) for w in text.split()]

    def __call__(self, texts):
        rows = [self.encode(t) for t in texts]
        longest = max(map(len, rows))
        ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows])
        return {"input_ids": ids, "attention_mask": (ids != 0).long()}


class Encoder(nn.Module):
    def __init__(self, vocab=8, dim=4):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)

    def forward(self, input_ids, attention_mask):
        x = self.embed(input_ids) * attention_mask[..., None]
        return x.sum(1) / attention_mask.sum(1, keepdim=True)


class SearchIndex:
    def __init__(self, encoder, vocab, device):
        self.encoder, self.vocab, self.device = encoder.to(device), vocab, device
        self.vectors = None

    @torch.no_grad()
    def embed(self, texts):
        batch = self.vocab(texts)  # mended: batch = {k: v.to(self.device) for k, v in self.vocab(texts).items()}
        return self.encoder(**batch)  # or here

    def add(self, texts):
        self.vectors = self.embed(texts)

    def query(self, text):
        return (self.vectors @ self.embed([text])[0]).argmax().item()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
index = SearchIndex(Encoder(), Vocab(["a", "b", "c"]), device)
index.add(["a b", "c"])
print(index.query("c"))
