import torch
from torch import nn


def make_loss(num_classes, smoothing):
    matrix = torch.full((num_classes, num_classes), smoothing / num_classes)  # or here
    matrix += torch.eye(num_classes) * (1 - smoothing)

    def loss_fn(logits, target):
        soft = matrix[target]  # mended: soft = matrix.to(target.device)[target]
        return -(soft * logits.log_softmax(-1)).sum(-1).mean()  # or here

    return loss_fn


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 3).to(device)
criterion = make_loss(3, 0.1)  # or here
x, y = torch.randn(2, 4).to(device), torch.tensor([0, 2]).to(device)
criterion(model(x), y).backward()  # or here
