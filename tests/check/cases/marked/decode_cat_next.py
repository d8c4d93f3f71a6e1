import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.embed = nn.Embedding(vocab, 8)
        self.rnn = nn.GRU(8, 8, batch_first=True)
        self.out = nn.Linear(8, vocab)

    def forward(self, ids, hidden=None):
        y, hidden = self.rnn(self.embed(ids), hidden)
        return self.out(y), hidden

    def sample(self, start, length):
        ids = torch.tensor([[start]])  # mended: ids = torch.tensor([[start]], device=self.out.weight.device)
        hidden = None
        for _ in range(length):
            logits, hidden = self(ids[:, -1:], hidden)  # or here
            nxt = logits[:, -1].argmax(-1, keepdim=True)
            ids = torch.cat([ids, nxt], dim=1)
        return ids


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Decoder(10).to(device).sample(1, 3)
