import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))
averaged = {name: p.data.clone() for name, p in net.named_parameters()}  # mended: net.to(device); averaged = {name: p.data.clone() for name, p in net.named_parameters()}
net.to(device)  # or here
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for step in range(3):
    opt.zero_grad()
    net(torch.randn(8, 4, device=device)).mean().backward()
    opt.step()
    for name, p in net.named_parameters():
        averaged[name].mul_(0.9).add_(p.data, alpha=0.1)  # or here
