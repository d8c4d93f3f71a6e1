import torch
from torch import nn


def sequence_mask(lengths, maxlen=None):
    maxlen = maxlen or int(lengths.max())
    row = torch.arange(maxlen)  # mended: row = torch.arange(maxlen, device=lengths.device)
    return row[None, :] < lengths[:, None]  # or here


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, lengths):
        mask = sequence_mask(lengths, x.size(1))  # or here
        h = self.fc(x).masked_fill(~mask[..., None], 0.0)
        return h.sum(1) / lengths[:, None]


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Pool().to(device)(torch.randn(2, 3, 4).to(device), torch.tensor([3, 2]).to(device))
