import torch
from torch import nn


class SimSiam:
    def __init__(self, encoder, **kwargs):
        self.device = kwargs.get("device", "cpu")
        self.encoder = encoder.to(self.device)
        self.predictor = nn.Sequential(nn.Linear(4, 2), nn.ReLU(), nn.Linear(2, 4))  # mended: self.predictor = nn.Sequential(nn.Linear(4, 2), nn.ReLU(), nn.Linear(2, 4)).to(self.device)

    def loss(self, a, b):
        a, b = a.to(self.device), b.to(self.device)
        za, zb = self.encoder(a), self.encoder(b)
        pa = self.predictor(za)  # or here
        return -nn.functional.cosine_similarity(pa, zb.detach()).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SimSiam(nn.Linear(3, 4), device=device).loss(torch.randn(2, 3), torch.randn(2, 3)).backward()
