import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.register_buffer("bank", torch.randn(n, d))
        self.fc = nn.Linear(d, d)
        self.n = n

    def forward(self, x, y):
        idx = torch.randint(0, self.n, (x.size(0), 4))  # mended: idx = torch.randint(0, self.n, (x.size(0), 4), device=x.device)
        idx.select(1, 0).copy_(y)
        negatives = torch.index_select(self.bank, 0, idx.view(-1))  # or here
        return torch.bmm(negatives.view(x.size(0), 4, -1), self.fc(x).unsqueeze(2))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Memory(8, 3).to(device)(torch.randn(2, 3, device=device), torch.tensor([1, 2], device=device))
