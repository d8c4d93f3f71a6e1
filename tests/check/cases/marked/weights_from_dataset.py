import torch
from torch import nn


def class_weights(labels, n):
    counts = torch.bincount(labels, minlength=n).float()
    return counts.sum() / (n * counts)


def train():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    labels = torch.tensor([0, 1, 2, 2, 1])
    net = nn.Linear(4, 3)
    net = net.to(device)
    w = class_weights(labels, 3)  # or here
    criterion = nn.CrossEntropyLoss(w)  # mended: criterion = nn.CrossEntropyLoss(w).to(device)
    x = torch.randn(5, 4, device=device)
    loss = criterion(net(x), labels.to(device))  # or here
    loss.backward()


train()
