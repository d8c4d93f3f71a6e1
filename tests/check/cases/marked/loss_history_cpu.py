import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
total = torch.zeros(1)  # mended: total = torch.zeros(1, device=device)
for _ in range(3):
    x = torch.randn(4, 3, device=device)
    loss = net(x).pow(2).mean(0)
    total += loss.detach()  # or here
print(total)
