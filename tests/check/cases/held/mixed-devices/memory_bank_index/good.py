import torch
import torch.nn.functional as F
from torch import nn


class MemoryBank:
    """The latest feature of every training sample, kept in host memory to spare the GPU."""

    def __init__(self, samples, width, momentum=0.5):
        self.features = F.normalize(torch.randn(samples, width), dim=1)
        self.momentum = momentum

    @torch.no_grad()
    def update(self, index, feature):
        index = index.cpu()
        old = self.features[index]
        new = self.momentum * old.to(feature.device) + (1 - self.momentum) * feature
        self.features[index] = F.normalize(new, dim=1).cpu()

    def negatives(self, count, device):
        index = torch.randint(0, len(self.features), (count,))
        return self.features[index].to(device)


class Encoder(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.fc = nn.Linear(6, width)

    def forward(self, x):
        return F.normalize(self.fc(x), dim=1)


def train_step(encoder, bank, x, index, optimizer, temperature=0.1):
    z = encoder(x)
    negative = bank.negatives(5, z.device)
    positive = (z * encoder(x + 0.1 * torch.randn_like(x))).sum(1, keepdim=True)
    logits = torch.cat([positive, z @ negative.T], dim=1) / temperature
    target = torch.zeros(len(x), dtype=torch.long, device=logits.device)
    loss = F.cross_entropy(logits, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    bank.update(index, z.detach())
    return loss.item()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
encoder = Encoder().to(device)
bank = MemoryBank(20, 4)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.05)
for start in range(0, 8, 4):
    index = torch.arange(start, start + 4, device=device)
    print(train_step(encoder, bank, torch.randn(4, 6, device=device), index, optimizer))
