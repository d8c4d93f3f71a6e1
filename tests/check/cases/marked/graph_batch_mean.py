import torch
from torch import nn


def scatter_mean(src, index, n):
    out = src.new_zeros(n, src.size(1)).index_add_(0, index, src)
    ones = torch.ones(index.size(0))  # mended: ones = torch.ones(index.size(0), device=src.device)
    count = torch.zeros(n).index_add_(0, index, ones)  # mended: count = torch.zeros(n, device=src.device).index_add_(0, index, ones)
    return out / count.clamp(min=1).unsqueeze(1)  # or here


class GraphNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 4)

    def forward(self, x, edge_index):
        src, dst = edge_index
        return scatter_mean(self.lin(x)[src], dst, x.size(0))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = GraphNet().to(device)
print(net(torch.randn(4, 3).to(device), torch.tensor([[0, 1, 2], [1, 2, 3]]).to(device)))
