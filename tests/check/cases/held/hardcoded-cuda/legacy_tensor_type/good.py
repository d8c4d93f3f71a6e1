import numpy as np
import torch
import torch.nn as nn


class CRF(nn.Module):
    """Linear-chain conditional random field over tag scores."""

    def __init__(self, tags):
        super(CRF, self).__init__()
        self.tags = tags
        self.transitions = nn.Parameter(torch.randn(tags, tags) * 0.1)

    def partition(self, scores):
        alpha = scores[:, 0]
        for t in range(1, scores.size(1)):
            alpha = torch.logsumexp(alpha.unsqueeze(2) + self.transitions, dim=1) + scores[:, t]
        return torch.logsumexp(alpha, dim=1)

    def path(self, scores, tags):
        unary = scores.gather(2, tags.unsqueeze(2)).squeeze(2).sum(1)
        return unary + self.transitions[tags[:, :-1], tags[:, 1:]].sum(1)

    def loss(self, scores, tags):
        return (self.partition(scores) - self.path(scores, tags)).mean()


class Tagger(nn.Module):
    def __init__(self, vocab, tags, hidden=6):
        super(Tagger, self).__init__()
        self.embed = nn.Embedding(vocab, hidden)
        self.score = nn.Linear(hidden, tags)
        self.crf = CRF(tags)

    def to_tensor(self, rows):
        ids = torch.from_numpy(np.asarray(rows, dtype=np.int64))
        return ids.to(self.embed.weight.device)

    def forward(self, words, tags):
        words, tags = self.to_tensor(words), self.to_tensor(tags)
        return self.crf.loss(self.score(self.embed(words)), tags)


def main(no_cuda=False):
    device = torch.device("cuda" if torch.cuda.is_available() and not no_cuda else "cpu")
    tagger = Tagger(10, 3).to(device)
    optimizer = torch.optim.SGD(tagger.parameters(), lr=0.1)
    for _ in range(2):
        loss = tagger([[1, 2, 3], [4, 5, 6]], [[0, 1, 2], [2, 1, 0]])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


main()
