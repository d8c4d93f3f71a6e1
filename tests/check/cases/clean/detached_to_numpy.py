import numpy as np
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
out = net(torch.randn(2, 3, device=device))
a = out.detach().cpu().numpy()
b = np.array(out.tolist())
c = np.asarray(out.cpu().detach())
print(a.sum(), b.sum(), c.sum(), float(out.mean()), out.max().item())
