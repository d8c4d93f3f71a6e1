import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, n_in=6, width=8):
        super().__init__()
        self.width = width
        self.layers = nn.Sequential(nn.Linear(n_in, width), nn.ReLU(), nn.Linear(width, width))

    def forward(self, x):
        return self.layers(x)


def attach_head(encoder, out):
    """A linear probe over the frozen encoder."""
    for p in encoder.parameters():
        p.requires_grad = False
    head = nn.Linear(encoder.width, out)
    nn.init.zeros_(head.bias)
    return head


def probe(encoder, device, classes=3, steps=2):
    head = attach_head(encoder, classes).to(device)
    optimizer = torch.optim.SGD(head.parameters(), lr=0.5)
    for _ in range(steps):
        x = torch.randn(6, 6, device=device)
        y = torch.randint(0, classes, (6,), device=device)
        with torch.no_grad():
            h = encoder(x)
        loss = F.cross_entropy(head(h), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def pretrain(device, steps=1):
    encoder = Encoder().to(device)
    optimizer = torch.optim.Adam(encoder.parameters())
    for _ in range(steps):
        x = torch.randn(6, 6, device=device)
        a, b = encoder(x), encoder(x + 0.1 * torch.randn_like(x))
        loss = -F.cosine_similarity(a, b).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return encoder


if __name__ == "__main__":
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    print(probe(pretrain(device), device))
