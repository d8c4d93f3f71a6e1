import torch
from torch import nn

DEVICE = torch.device("cuda:0")  # mended: DEVICE = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        h = torch.zeros(x.size(0), 2, device=DEVICE)  # or here
        return self.fc(x) + h  # or here


device = "cuda" if torch.cuda.is_available() else "cpu"
Net().to(device)(torch.randn(1, 2).to(device))
