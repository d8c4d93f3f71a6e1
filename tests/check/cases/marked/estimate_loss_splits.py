import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"
data = {"train": torch.randn(20, 3), "val": torch.randn(10, 3)}


def get_batch(split, n=4):
    rows = torch.randint(len(data[split]), (n,))
    x = data[split][rows]
    return x, x.sum(1, keepdim=True)  # mended: x = x.to(device); return x, x.sum(1, keepdim=True)


model = nn.Linear(3, 1).to(device)
for _ in range(2):
    xb, yb = get_batch("train")  # or here
    loss = (model(xb) - yb).pow(2).mean()  # or here
    loss.backward()
