import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.bias_table = torch.zeros(2)  # mended: self.register_buffer("bias_table", torch.zeros(2))

    def forward(self, x):
        return self.fc(x) + self.bias_table  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.DataParallel(Net()).to(device)
net(torch.randn(2, 3).to(device))
