import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
prior = torch.distributions.Normal(torch.zeros(2), torch.ones(2))  # mended: prior = torch.distributions.Normal(torch.zeros(2, device=device), torch.ones(2, device=device))
z = net(torch.randn(4, 3, device=device))
print(prior.log_prob(z).sum())  # or here
