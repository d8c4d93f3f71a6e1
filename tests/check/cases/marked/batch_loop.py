import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
for batch in DataLoader(TensorDataset(torch.randn(4, 3), torch.randn(4, 1))):
    for t in batch:
        t.to(device)  # mended: pass
    x, y = batch  # mended: x, y = [t.to(device) for t in batch]
    print((net(x) - y).pow(2).mean())  # or here
