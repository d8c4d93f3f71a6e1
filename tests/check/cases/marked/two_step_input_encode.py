import numpy as np
import torch
from torch import nn


class VocabEncoder:
    def __init__(self, words):
        self.index = {w: i for i, w in enumerate(words)}

    def encode(self, text):
        return torch.LongTensor([self.index.get(w, 0) for w in text.split()])


class Scorer:
    def __init__(self, device):
        self.vocab = VocabEncoder(["a", "b", "c"])
        self.device = device
        self.model = nn.Sequential(nn.Embedding(3, 4), nn.Linear(4, 1))
        self.model.to(device)

    def score(self, text):
        ids = self.vocab.encode(text).unsqueeze(0)  # mended: ids = self.vocab.encode(text).unsqueeze(0).to(self.device)
        with torch.inference_mode():
            return self.model(ids).mean().item()  # or here


Scorer(torch.device("cuda" if torch.cuda.is_available() else "cpu")).score("a b")
