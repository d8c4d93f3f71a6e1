import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
log_alpha = torch.zeros(1, requires_grad=True)
log_alpha = log_alpha.to(device)  # mended: log_alpha = log_alpha.detach().to(device).requires_grad_()
opt = torch.optim.Adam([log_alpha], lr=0.1)  # or here
(net(torch.randn(2, 3, device=device)).mean() * log_alpha.exp()).sum().backward()
opt.step()
