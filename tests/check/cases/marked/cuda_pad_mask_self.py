import torch
from torch import nn


class Transformer(nn.Module):
    def __init__(self, pad=0):
        super().__init__()
        self.pad = pad
        self.emb = nn.Embedding(10, 4)
        self.layer = nn.TransformerEncoderLayer(4, 2, batch_first=True)

    def make_mask(self, src):
        n = src.shape[1]
        mask = torch.triu(torch.ones(n, n), diagonal=1).bool()
        return mask.cuda()  # mended: return mask.to(src.device)

    def forward(self, src):
        return self.layer(self.emb(src), src_mask=self.make_mask(src))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Transformer().to(device).eval()(torch.tensor([[1, 2, 3]]).to(device))
