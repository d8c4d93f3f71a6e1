import os
import torch
from torch import nn

local_rank = int(os.environ.get("LOCAL_RANK", 0))
device = torch.device("cuda", local_rank) if torch.cuda.is_available() else torch.device("cpu")


def main():
    model = nn.Linear(3, 2).to(device)
    weights = torch.tensor([1.0, 3.0])
    loss_fn = nn.CrossEntropyLoss(weights)  # mended: loss_fn = nn.CrossEntropyLoss(weights.to(device))
    x = torch.randn(2, 3).to(device)
    y = torch.tensor([0, 1]).to(device)
    loss_fn(model(x), y).backward()  # or here


main()
