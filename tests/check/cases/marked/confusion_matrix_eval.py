import torch
from torch import nn


def fast_hist(label, pred, n):
    return torch.bincount(n * label + pred, minlength=n * n).reshape(n, n)


def validate(model, batches, n, device):
    hist = torch.zeros(n, n)  # mended: hist = torch.zeros(n, n, device=device)
    model.eval()
    for image, label in batches:
        image, label = image.to(device), label.to(device)
        pred = model(image).argmax(1)
        hist += fast_hist(label.flatten(), pred.flatten(), n)  # or here
    return hist


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
validate(nn.Linear(3, 2).to(device), [(torch.randn(4, 3), torch.tensor([0, 1, 0, 1]))], 2, device)
