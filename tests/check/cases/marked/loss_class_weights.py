import torch
from torch import nn
import torch.nn.functional as F


class WeightedCE(nn.Module):
    def __init__(self, counts):
        super().__init__()
        counts = torch.as_tensor(counts, dtype=torch.float32)  # or here
        self.weight = counts.sum() / counts  # mended: self.register_buffer("weight", counts.sum() / counts)

    def forward(self, logits, target):
        return F.cross_entropy(logits, target, weight=self.weight)  # or here


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Linear(4, 3).to(device)
    criterion = WeightedCE([3, 5, 8]).to(device)
    x = torch.randn(6, 4, device=device)
    y = torch.randint(0, 3, (6,), device=device)
    criterion(net(x), y).backward()


main()
