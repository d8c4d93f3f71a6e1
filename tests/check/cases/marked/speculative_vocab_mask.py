import torch
from torch import nn


class TopPWarper:
    def __init__(self, top_p, min_keep=1):
        self.top_p, self.min_keep = top_p, min_keep

    def __call__(self, ids, scores):
        ordered, index = scores.sort(descending=True)
        drop = ordered.softmax(-1).cumsum(-1) > self.top_p
        drop[..., : self.min_keep] = False
        return scores.masked_fill(drop.scatter(-1, index, drop), float("-inf"))


class BannedWords:
    def __init__(self, banned, vocab):
        mask = torch.zeros(vocab)
        mask[banned] = float("-inf")
        self.mask = mask  # mended: self.mask = mask.to(device)

    def __call__(self, ids, scores):
        return scores + self.mask  # or here


class LM(nn.Module):
    def __init__(self, vocab=9):
        super().__init__()
        self.embed = nn.Embedding(vocab, 4)
        self.out = nn.Linear(4, vocab)

    def forward(self, ids):
        return self.out(self.embed(ids))


def generate(model, ids, processors, steps):
    for _ in range(steps):
        scores = model(ids)[:, -1]
        for process in processors:
            scores = process(ids, scores)  # or here
        ids = torch.cat([ids, scores.argmax(-1, keepdim=True)], dim=-1)
    return ids


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = LM().to(device).eval()
prompt = torch.tensor([[1, 2]], device=device)
processors = [BannedWords([0, 3], 9), TopPWarper(0.9)]  # or here
print(generate(model, prompt, processors, 2))  # or here
