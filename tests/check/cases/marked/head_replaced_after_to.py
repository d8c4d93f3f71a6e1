import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 4)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        return self.fc(self.body(x))


def build(classes, device):
    model = Backbone()
    model = model.to(device)
    for p in model.parameters():
        p.requires_grad = False
    model.fc = nn.Linear(4, classes)  # mended: model.fc = nn.Linear(4, classes).to(device)
    return model


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = build(2, device)
out = model(torch.randn(2, 4).to(device))  # or here
