import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.linspace(0, 1, 4))
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(2))
        self.heads = nn.ModuleDict({"a": nn.Linear(4, 1)})
        self.bias = nn.Parameter(torch.zeros(4))
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(4)) for _ in range(2)])

    def forward(self, x):
        x = x * self.scale + self.bias
        for layer, bias in zip(self.layers, self.biases):
            x = layer(x) + bias
        return self.heads["a"](x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.randn(2, 4, device=device)).shape)
