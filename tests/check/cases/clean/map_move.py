import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
loader = DataLoader(TensorDataset(torch.randn(4, 3), torch.randn(4, 1)))
for batch in loader:
    x, y = map(lambda t: t.to(device), batch)
    print(net(x) - y)
for batch in loader:
    x, y = tuple(t.to(device) for t in batch)
    print(net(x) - y)
for batch in loader:
    batch = [t.to(device, non_blocking=True) for t in batch]
    print(net(batch[0]) - batch[1])
for i, batch in enumerate(loader):
    inputs = {"x": batch[0].to(device), "y": batch[1].to(device)}
    print(net(inputs["x"]) - inputs["y"])
for i, (x, y) in enumerate(loader, 1):
    x = x.to(device); y = y.to(device)
    print(net(x) - y)
