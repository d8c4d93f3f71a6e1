import torch
from torch import nn


class FeatureMean:
    def __init__(self, dim):
        self.total = torch.zeros(dim)  # mended: self.total = 0
        self.count = 0

    def __call__(self, module, inputs, output):
        self.total += output.detach().sum(0)  # or here
        self.count += output.shape[0]

    @property
    def mean(self):
        return self.total / self.count


def attach(model, names):
    stats = {}
    for name, module in model.named_modules():
        if name in names:
            stats[name] = FeatureMean(module.out_features)  # or here
            module.register_forward_hook(stats[name])  # or here
    return stats


model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
stats = attach(model, {"0"})
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model.to(device)
with torch.no_grad():
    for _ in range(2):
        model(torch.randn(3, 4).to(device))  # or here
print({k: s.mean for k, s in stats.items()})
