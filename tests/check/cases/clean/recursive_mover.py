import torch
from torch import nn


def move(value, device):
    if torch.is_tensor(value):
        return value.to(device, non_blocking=True)
    if isinstance(value, dict):
        return {k: move(v, device) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(move(v, device) for v in value)
    return value


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
batch = move({"x": torch.randn(2, 3), "rest": [torch.tensor([0, 1]), "name"]}, device)
print(nn.functional.cross_entropy(net(batch["x"]), batch["rest"][0]).item())
