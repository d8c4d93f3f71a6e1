import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence


class Seq2Seq(nn.Module):
    def __init__(self, vocabulary=10):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 4)
        self.rnn = nn.GRU(4, 4, batch_first=True)
        self.out = nn.Linear(4, vocabulary)

    def forward(self, src, tgt):
        _, h = self.rnn(self.embed(src))
        out, _ = self.rnn(self.embed(tgt), h)  # or here
        return self.out(out)


def batches(pairs, size):
    for i in range(0, len(pairs), size):
        src, tgt = zip(*pairs[i : i + size])
        yield pad_sequence(src, batch_first=True), pad_sequence(tgt, batch_first=True)


def train(model, pairs, device):
    criterion = nn.CrossEntropyLoss(ignore_index=0)
    for src, tgt in batches(pairs, 2):
        src = src.to(device)  # mended: src, tgt = src.to(device), tgt.to(device)
        logits = model(src, tgt[:, :-1])  # or here
        loss = criterion(logits.transpose(1, 2), tgt[:, 1:])  # or here
        loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
pairs = [(torch.tensor([1, 2, 3]), torch.tensor([1, 4, 5]))] * 4
train(Seq2Seq().to(device), pairs, device)
