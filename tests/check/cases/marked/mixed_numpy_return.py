import numpy as np
import torch
from torch import nn


def augment(x):
    array = x.detach().cpu().numpy()
    return torch.from_numpy(np.flip(array, axis=-1).copy())  # mended: return torch.from_numpy(np.flip(array, axis=-1).copy()).to(x.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
x = torch.randn(4, 3, device=device)
consistency = (net(x) - net(augment(x))).pow(2).mean()  # or here
