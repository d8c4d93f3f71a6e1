import torch
import torch.nn.functional as F
from torch import nn


class MultiScaleLoss(nn.Module):
    def __init__(self, scales=3, weights=None):
        super().__init__()
        weights = weights or [1.0 / 2**i for i in range(scales)]
        self.weights = torch.FloatTensor(weights)  # mended: self.register_buffer("weights", torch.FloatTensor(weights))
        self.scales = scales

    def forward(self, output, target):
        losses = []
        for i in range(self.scales):
            losses.append(F.l1_loss(output[i], target))
        return (self.weights * torch.stack(losses)).sum()  # or here


def main():
    device = "cuda" if torch.cuda.is_available() else "cpu"
    criterion = MultiScaleLoss().to(device)
    nets = nn.ModuleList(nn.Linear(3, 3) for _ in range(3)).to(device)
    x = torch.rand(4, 3, device=device)
    print(criterion([net(x) for net in nets], x))


main()
