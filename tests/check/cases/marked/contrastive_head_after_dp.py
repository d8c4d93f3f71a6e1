import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 8)

    def forward(self, x):
        return torch.relu(self.fc(x))


class SimSiam(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.predictor = nn.Linear(8, 8)

    def forward(self, a, b):
        za, zb = self.encoder(a), self.encoder(b)
        return -nn.functional.cosine_similarity(self.predictor(za), zb.detach()).mean()


def linear_probe(encoder, loader, device, classes=2):
    for p in encoder.parameters():
        p.requires_grad_(False)
    probe = nn.Linear(8, classes)  # mended: probe = nn.Linear(8, classes).to(device)
    opt = torch.optim.SGD(probe.parameters(), lr=0.1)
    for x, y in loader:
        loss = nn.functional.cross_entropy(probe(encoder(x.to(device))), y.to(device))  # or here
        opt.zero_grad()
        loss.backward()
        opt.step()
    return probe


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = SimSiam(Encoder()).to(device)
model(torch.randn(3, 4).to(device), torch.randn(3, 4).to(device)).backward()
linear_probe(model.encoder, [(torch.randn(3, 4), torch.tensor([0, 1, 0]))], device)
