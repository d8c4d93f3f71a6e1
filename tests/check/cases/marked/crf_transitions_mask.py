import torch
from torch import nn


class CRF(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.tags = tags
        self.transitions = nn.Parameter(torch.randn(tags, tags))

    def forward(self, feats):
        alpha = torch.full((1, self.tags), -10000.0)  # mended: alpha = torch.full((1, self.tags), -10000.0, device=feats.device)
        alpha[0][0] = 0.0
        for feat in feats:
            scores = alpha.t() + self.transitions + feat[None]  # or here
            alpha = torch.logsumexp(scores, 0, keepdim=True)
        return alpha.logsumexp(1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
CRF(3).to(device)(torch.randn(4, 3, device=device))
