import os
import torch
from torch import nn

gpu = int(os.environ.get("GPU", 0))
if torch.cuda.is_available():
    torch.cuda.set_device(gpu)
    device = torch.device("cuda", torch.cuda.current_device())
else:
    device = torch.device("cpu")
net = nn.Linear(3, 1).to(device)
y = net(torch.randn(2, 3).to(device))
w = torch.tensor([1.0, 2.0])[:, None].to(y.device, y.dtype)
print((y * w).sum())
