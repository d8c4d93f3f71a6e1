import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.body(x))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
net.head = nn.Linear(8, 5)  # mended: net.head = nn.Linear(8, 5).to(device)
print(net(torch.randn(2, 4, device=device)))  # or here
