import torch
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self, vocab=8, dim=5, sos=0):
        super().__init__()
        self.sos, self.dim, self.vocab = sos, dim, vocab
        self.embed = nn.Embedding(vocab, dim)
        self.encoder = nn.GRU(dim, dim)
        self.decoder = nn.GRUCell(dim, dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, source, length):
        _, hidden = self.encoder(self.embed(source))
        hidden = hidden[0]
        batch = source.shape[1]
        outputs = torch.zeros(length, batch, self.vocab)  # or here
        token = torch.full((batch,), self.sos, dtype=torch.long)  # mended: token = torch.full((batch,), self.sos, dtype=torch.long, device=source.device)
        for t in range(length):
            hidden = self.decoder(self.embed(token), hidden)  # or here
            outputs[t] = self.out(hidden)
            token = outputs[t].argmax(-1)  # mended: token = outputs[t].argmax(-1).to(source.device)
        return outputs


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Seq2Seq().to(device)
print(model(torch.randint(0, 8, (4, 2), device=device), 3).shape)
