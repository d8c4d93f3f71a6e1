import torch


def pairwise(a, b):
    return (a[:, None] - b[None]).pow(2).sum(-1)


def one_hot(labels, classes):
    return torch.eye(classes)[labels]


def grid(n):
    x = torch.linspace(0, 1, n)
    return torch.stack(torch.meshgrid(x, x, indexing="ij"), -1).reshape(-1, 2)


points = grid(3)
print(pairwise(points, points).argmin(1).tolist(), one_hot(torch.tensor([0, 2]), 3))
