import copy
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x)


def main():
    model = Net()
    ema = copy.deepcopy(model)  # mended: ema = copy.deepcopy(model).to(device)
    model = model.to(device)
    for step in range(2):
        x = torch.randn(2, 3).to(device)
        model(x).sum().backward()
        with torch.no_grad():
            for p_ema, p in zip(ema.parameters(), model.parameters()):
                p_ema.mul_(0.9).add_(p, alpha=0.1)  # or here


main()
