import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.conv(x).mean((2, 3)))


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Net().to(device)
    model.eval().requires_grad_(False)
    example = torch.rand(1, 3, 8, 8)  # mended: example = torch.rand(1, 3, 8, 8, device=device)
    traced = torch.jit.trace(model, example)  # or here
    print(type(traced))


main()
