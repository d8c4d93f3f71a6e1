import torch
from torch import nn
from torch.utils.data import DataLoader


def to(x, device):
    if isinstance(x, torch.Tensor):
        return x.to(device)
    if isinstance(x, dict):
        return {k: to(v, device) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)(to(v, device) for v in x)
    return x


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
for batch in DataLoader([{"x": torch.randn(3), "y": 1}] * 4, batch_size=2):
    batch = to(batch, device)
    print(nn.functional.cross_entropy(net(batch["x"]), batch["y"]))
x, y = to((torch.randn(2, 3), torch.tensor([0, 1])), device)
print(nn.functional.cross_entropy(net(x), y))
