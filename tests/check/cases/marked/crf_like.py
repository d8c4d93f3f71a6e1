import torch
from torch import nn


class CRF(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.transitions = nn.Parameter(torch.randn(tags, tags))
        self.tags = tags

    def _forward_alg(self, feats):
        alpha = torch.full((1, self.tags), -10000.0)  # mended: alpha = torch.full((1, self.tags), -10000.0, device=feats.device)
        alpha[0][0] = 0.0
        for feat in feats:
            scores = []
            for tag in range(self.tags):
                emit = feat[tag].view(1, -1).expand(1, self.tags)
                scores.append((alpha + self.transitions[tag].view(1, -1) + emit).logsumexp(1))  # or here
            alpha = torch.cat(scores).view(1, -1)
        return alpha.logsumexp(1)

    def neg_log_likelihood(self, feats, tags):
        gold = torch.zeros(1, device=feats.device)
        for i, feat in enumerate(feats):
            gold = gold + feat[tags[i]]
        return self._forward_alg(feats) - gold


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4)
        self.out = nn.Linear(4, 3)
        self.crf = CRF(3)

    def loss(self, x, tags):
        h, _ = self.lstm(x.unsqueeze(1))
        return self.crf.neg_log_likelihood(self.out(h.squeeze(1)), tags)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Tagger().to(device)
net.loss(torch.randn(4, 3).to(device), torch.tensor([0, 1, 2, 0]).to(device)).backward()
