import torch
from torch import nn


class LDAMLoss(nn.Module):
    def __init__(self, counts, max_m=0.5):
        super().__init__()
        m = 1.0 / torch.sqrt(torch.sqrt(torch.tensor(counts, dtype=torch.float)))
        self.m_list = m * (max_m / m.max())  # mended: self.register_buffer("m_list", m * (max_m / m.max()))

    def forward(self, x, target):
        index = torch.zeros_like(x, dtype=torch.bool)
        index.scatter_(1, target.view(-1, 1), True)
        batch_m = torch.matmul(self.m_list[None, :], index.float().t()).view(-1, 1)  # or here
        return nn.functional.cross_entropy(torch.where(index, x - batch_m, x), target)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
criterion = LDAMLoss([10, 20]).to(device)
criterion(net(torch.randn(2, 3, device=device)), torch.tensor([0, 1], device=device)).backward()
