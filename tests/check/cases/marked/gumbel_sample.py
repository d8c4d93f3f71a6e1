import torch
import torch.nn.functional as F
from torch import nn


def sample_gumbel(shape, eps=1e-20):
    u = torch.rand(shape)  # or here
    return -torch.log(-torch.log(u + eps) + eps)


def gumbel_softmax_sample(logits, temperature):
    y = logits + sample_gumbel(logits.size())  # mended: y = logits + sample_gumbel(logits.size()).to(logits.device)
    return F.softmax(y / temperature, dim=-1)


class CategoricalVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(6, 8)
        self.dec = nn.Linear(8, 6)

    def forward(self, x, temperature=1.0):
        q = self.enc(x).view(-1, 2, 4)
        z = gumbel_softmax_sample(q, temperature).flatten(1)
        return self.dec(z)


class Experiment:
    def __init__(self, cuda=True):
        self.device = torch.device("cuda" if cuda and torch.cuda.is_available() else "cpu")
        self.model = CategoricalVae().to(self.device)

    def run(self):
        data = torch.rand(3, 6).to(self.device)
        return F.mse_loss(self.model(data), data)


print(Experiment().run())
