import torch
from torch import nn

FloatTensor = torch.cuda.FloatTensor if torch.cuda.is_available() else torch.FloatTensor
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc(x)


net = Net().to(device)
x = torch.FloatTensor([[1.0, 2.0]])  # mended: x = FloatTensor([[1.0, 2.0]])
y = net(x)  # or here
