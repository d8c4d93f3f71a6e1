import torch
from torch import nn


class LM(nn.Module):
    def __init__(self, vocab=9):
        super().__init__()
        self.e = nn.Embedding(vocab, 8)
        self.o = nn.Linear(8, vocab)

    def forward(self, ids, targets=None):
        logits = self.o(self.e(ids))
        loss = None if targets is None else nn.functional.cross_entropy(logits.view(-1, 9), targets.view(-1))
        return logits, loss

    @torch.no_grad()
    def generate(self, ids, n):
        for _ in range(n):
            logits, _ = self(ids)
            nxt = torch.multinomial(logits[:, -1].softmax(-1), 1)
            ids = torch.cat([ids, nxt], 1)
        return ids


device = "cuda" if torch.cuda.is_available() else "cpu"
data = torch.randint(0, 9, (100,))


def get_batch(n=2, t=4):
    ix = torch.randint(len(data) - t - 1, (n,))
    x = torch.stack([data[i : i + t] for i in ix])
    y = torch.stack([data[i + 1 : i + 1 + t] for i in ix])
    return x.to(device), y.to(device)


model = LM().to(device)
x, y = get_batch()
model(x, y)[1].backward()
context = torch.zeros((1, 1), dtype=torch.long)  # mended: context = torch.zeros((1, 1), dtype=torch.long, device=device)
print(model.generate(context, 3))  # or here
