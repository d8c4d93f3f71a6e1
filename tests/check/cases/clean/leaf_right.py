import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
z = torch.randn(1, 3).to(device).requires_grad_()
a = torch.zeros(1, requires_grad=True, device=device)
b = torch.zeros(1, 3).to(device)
b.requires_grad_(True)
opt = torch.optim.Adam([z, a, b], lr=0.1)
log_alpha = torch.zeros(1, requires_grad=True)
log_alpha = log_alpha.to(device).detach().requires_grad_(True)
opt2 = torch.optim.Adam([log_alpha], lr=0.1)
image = torch.rand(1, 3, requires_grad=True)
out = net(image.to(device))
