import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(3, 4)

    def add_head(self, n):
        self.head = nn.Linear(4, n)  # or here

    def forward(self, x):
        return self.head(self.encoder(x))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Model().to(device)
model.add_head(2)  # mended: model.add_head(2); model.to(device)
out = model(torch.randn(2, 3, device=device))  # or here
