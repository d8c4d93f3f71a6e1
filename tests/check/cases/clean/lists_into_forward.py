"""A forward that takes plain lists and makes arrays of them itself."""

import numpy as np
import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self, words, width=4):
        super().__init__()
        self.table = nn.Embedding(words, width)
        self.out = nn.Linear(width, 2)

    def ids(self, sentences):
        numbers = np.array(sentences)
        return torch.as_tensor(numbers, device=self.table.weight.device)

    def forward(self, sentences):
        return self.out(self.table(self.ids(sentences)).mean(1))


device = "cuda" if torch.cuda.is_available() else "cpu"
reader = Reader(9).to(device)
print(reader([[1, 2, 3], [4, 5, 6]]).argmax(-1).tolist())
