import random
import torch
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder, device):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
        self.device = device

    def forward(self, src, trg, ratio=0.5):
        n, length = trg.shape
        outputs = torch.zeros(length, n, 9)  # mended: outputs = torch.zeros(length, n, 9, device=self.device)
        h = self.encoder(src)
        token = trg[:, 0]
        for t in range(1, length):
            out, h = self.decoder(token, h)
            outputs[t] = out
            token = trg[:, t] if random.random() < ratio else out.argmax(1)
        return outputs


class Enc(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 4)

    def forward(self, x):
        return self.e(x).mean(1)


class Dec(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 4)
        self.c = nn.GRUCell(4, 4)
        self.o = nn.Linear(4, 9)

    def forward(self, tok, h):
        h = self.c(self.e(tok), h)
        return self.o(h), h


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Seq2Seq(Enc(), Dec(), device).to(device)
src = torch.randint(0, 9, (2, 5)).to(device)
out = model(src, src)
loss = nn.functional.cross_entropy(out[1:].view(-1, 9), src.t()[1:].reshape(-1))  # or here
loss.backward()
