import torch
from torch import nn


def to_gpu(x, on_cpu=False, gpu_id=None):
    if torch.cuda.is_available() and not on_cpu:
        x = x.cuda(gpu_id)
    return x


class Dec(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)

    def forward(self, x, lengths):
        ids = torch.arange(0, x.size(1), device=lengths.device)
        mask = ids < lengths.unsqueeze(1)
        return self.l(x) * mask.unsqueeze(-1)


net = to_gpu(Dec())
print(net(to_gpu(torch.randn(2, 5, 3)), to_gpu(torch.tensor([2, 5]))))
