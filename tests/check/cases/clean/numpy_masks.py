import numpy as np
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
w = np.linspace(0, 1, 4)
x = torch.as_tensor(np.random.rand(4, 3), dtype=torch.float32, device=device)
y = net(x)
total = (y.detach().cpu().numpy()[:, 0] * w).sum()
s = y * float(w[0]) + torch.tensor(w.mean())
print(total, s)
