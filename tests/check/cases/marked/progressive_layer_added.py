import torch
from torch import nn


class Growing(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(4, 4)])

    def grow(self):
        self.blocks.append(nn.Linear(4, 4))  # mended: self.blocks.append(nn.Linear(4, 4).to(self.blocks[0].weight.device))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))  # or here
        return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Growing().to(device)
for stage in range(2):
    net(torch.rand(2, 4, device=device))  # or here
    net.grow()  # or here
print(net(torch.rand(2, 4, device=device)).shape)  # or here
