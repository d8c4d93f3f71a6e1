"""SimCLR-style pre-training on random vectors."""
import torch
import torch.nn.functional as F
from torch import nn, optim


class NTXent(nn.Module):
    def __init__(self, temperature=0.5):
        super().__init__()
        self.temperature = temperature

    def forward(self, first, second):
        n = first.shape[0]
        z = F.normalize(torch.cat([first, second]), dim=1)
        similarity = z @ z.T / self.temperature
        similarity = similarity.masked_fill(torch.eye(2 * n, dtype=torch.bool), -1e9)
        partner = torch.arange(2 * n, device=z.device).roll(n)
        return F.cross_entropy(similarity, partner)


class Projector(nn.Module):
    def __init__(self, width=6, out=4):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, 8), nn.ReLU(), nn.Linear(8, out))

    def forward(self, x):
        return self.layers(x)


def augment(x):
    return x + 0.1 * torch.randn_like(x)


def main(device="cuda"):
    if not torch.cuda.is_available():
        device = "cpu"
    model = Projector().to(device)
    criterion = NTXent()
    opt = optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        images = torch.randn(4, 6, device=device)
        loss = criterion(model(augment(images)), model(augment(images)))
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(loss.detach())


if __name__ == "__main__":
    main()
