import numpy as np
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
rows = np.random.rand(4, 3).astype(np.float32)
a = torch.from_numpy(rows).to(device)
b = torch.as_tensor(rows, device=device)
c = torch.tensor(rows).to(net.weight.device)
print((net(a) + net(b) + net(c)).detach().cpu().numpy().shape)
