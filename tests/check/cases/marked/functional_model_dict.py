import torch
from torch import nn


def make_batch(n):
    return {"x": torch.randn(n, 3), "mask": torch.ones(n, dtype=torch.bool)}


def loss_fn(net, batch):
    out = net(batch["x"]).squeeze(-1)
    return (out * batch["mask"]).sum() / batch["mask"].sum()  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
batch = make_batch(4)
batch["x"] = batch["x"].to(device)  # mended: batch["x"] = batch["x"].to(device); batch["mask"] = batch["mask"].to(device)
print(loss_fn(net, batch))  # or here
