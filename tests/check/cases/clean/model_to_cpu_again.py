import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
net(torch.randn(2, 3, device=device)).sum().backward()
net.cpu()
print(net(torch.randn(2, 3)).detach().numpy())
