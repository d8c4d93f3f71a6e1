import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

accelerator = Accelerator()
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(torch.randn(4, 3), torch.randn(4, 1)))
net, opt, loader = accelerator.prepare(net, opt, loader)
ema = torch.zeros(1, device=accelerator.device)
for x, y in loader:
    loss = (net(x) - y).pow(2).mean()
    accelerator.backward(loss)
    opt.step()
    ema = 0.9 * ema + 0.1 * loss.detach()
