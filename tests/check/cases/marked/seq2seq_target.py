import torch
from torch import nn


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.src = nn.Embedding(9, 4)
        self.tgt = nn.Embedding(9, 4)
        self.t = nn.Transformer(4, 1, 1, 1, 8, batch_first=True)
        self.out = nn.Linear(4, 9)

    def forward(self, src, tgt, tgt_mask=None):
        return self.out(self.t(self.src(src), self.tgt(tgt), tgt_mask=tgt_mask))


def translate(model, src, device, n=3):
    model.eval()
    src = src.to(device)
    tgt = torch.tensor([[1]])  # mended: tgt = torch.tensor([[1]], device=device)
    for _ in range(n):
        out = model(src, tgt)  # or here
        tgt = torch.cat([tgt, out[:, -1].argmax(-1, keepdim=True)], dim=1)
    return tgt


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = Seq2Seq().to(device)
print(translate(m, torch.tensor([[1, 2, 3]]), device))
