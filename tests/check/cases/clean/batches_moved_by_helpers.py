"""Batches moved key by key, by a helper in place, or under a condition that the device answers."""

import copy

import torch
from torch import nn
from torch.utils.data import DataLoader

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 3).to(device)
rows = [{"x": torch.rand(3), "y": torch.rand(3), "n": i} for i in range(4)]


def move_inplace(batch, device):
    for key in list(batch):
        batch[key] = batch[key].to(device)


def run(batch):
    return net(batch["x"]) + batch["y"]


for batch in DataLoader(rows, batch_size=2):
    move_inplace(batch, device)
    print(net(batch["x"]) + batch["y"])

for batch in DataLoader(rows, batch_size=2):
    for key in ("x", "y"):
        batch[key] = batch[key].to(device)
    print(run(batch), batch["n"].tolist())

for batch in DataLoader(rows, batch_size=2):
    batch["x"] = batch["x"].to(device)
    batch["y"] = batch["y"].to(device)
    print(run(batch))

for batch in DataLoader(rows, batch_size=2):
    batch["x"] = batch["x"].to(device)
    for key in batch:
        if key != "x":
            batch[key] = batch[key].to(device)
    print(run(batch))

both = {"x": torch.rand(2, 3), "y": torch.rand(2, 3)}
move_inplace(both, device)
print(run(both))


def by_type():
    x = torch.rand(2, 3)
    if device.type != "cpu":
        x = x.to(device)
    return net(x)


def by_flag(use_cuda):
    x = torch.rand(2, 3)
    x = x.to(device) if use_cuda else x
    return net(x)


print(by_type(), by_flag(torch.cuda.is_available()))

fresh = nn.Linear(3, 3)
start = copy.deepcopy(fresh.state_dict())
weights = [p for p in fresh.parameters() if p.requires_grad]
named = dict(fresh.named_parameters())
fresh.to(device)
fresh.load_state_dict(start)
inputs = torch.rand(3, 3, device=device)
print(
    fresh(inputs).sum()
    + (named["weight"] * inputs).sum()
    + sum((w * inputs).sum() for w in weights)
)

average = {k: v.clone() for k, v in nn.Linear(3, 3).state_dict().items()}
average = {k: v.to(device) for k, v in average.items()}
for k, v in net.state_dict().items():
    average[k] = 0.9 * average[k] + 0.1 * v
