import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self, encoder, dim, classes):
        super().__init__()
        self.encoder = encoder
        self.linear = nn.Linear(dim, classes)

    def forward(self, x):
        with torch.no_grad():
            z = self.encoder(x)
        return self.linear(z)  # or here


def linear_probe(encoder, batches, device):
    encoder.to(device)
    encoder.eval()
    probe = Probe(encoder, 4, 2)  # mended: probe = Probe(encoder, 4, 2).to(device)
    optimizer = torch.optim.SGD(probe.linear.parameters(), lr=0.1)
    for x, y in batches:
        x, y = x.to(device), y.to(device)
        loss = nn.functional.cross_entropy(probe(x), y)  # or here
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
linear_probe(nn.Linear(3, 4), [(torch.randn(4, 3), torch.tensor([0, 1, 0, 1]))], device)
