import torch
import torch.nn.functional as F
from torch import nn


def new_queue(size, width):
    queue = torch.randn(size, width)
    return F.normalize(queue, dim=1)


class MoCo(nn.Module):
    def __init__(self, width=4, size=8):
        super().__init__()
        self.encoder = nn.Linear(6, width)
        self.register_buffer("queue", new_queue(size, width))

    def forward(self, a, b):
        q, k = F.normalize(self.encoder(a), dim=1), F.normalize(self.encoder(b), dim=1)
        positive = (q * k.detach()).sum(1, keepdim=True)
        logits = torch.cat([positive, q @ self.queue.T], dim=1) / 0.1
        target = torch.zeros(len(a), dtype=torch.long, device=logits.device)
        return F.cross_entropy(logits, target)


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = MoCo().to(device)
    x = torch.randn(4, 6, device=device)
    loss = model(x, x + 0.1 * torch.randn_like(x))
    loss.backward()
    print(loss.item())


main()
