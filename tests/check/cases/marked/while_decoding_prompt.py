import torch
from torch import nn


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(20, 8)
        self.head = nn.Linear(8, 20)

    def forward(self, idx):
        return self.head(self.emb(idx))

    @torch.no_grad()
    def generate(self, idx, n):
        for _ in range(n):
            probs = self(idx[:, -4:])[:, -1].softmax(-1)
            idx = torch.cat((idx, torch.multinomial(probs, 1)), 1)
        return idx


device = "cuda" if torch.cuda.is_available() else "cpu"
chars = sorted(set("hello world"))
stoi = {c: i for i, c in enumerate(chars)}
encode = lambda s: [stoi[c] for c in s]
model = LM().to(device)
prompt = torch.tensor(encode("hello")).unsqueeze(0)  # or here
out = model.generate(prompt, 3)  # mended: out = model.generate(prompt.to(device), 3)
