import torch
from torch import nn
from torch.distributions import Normal, kl_divergence

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 4).to(device)
m, s = net(torch.randn(2, 3, device=device)).chunk(2, -1)
q = Normal(m, s.exp())
p = Normal(torch.zeros_like(m), torch.ones_like(s))
p0 = Normal(torch.tensor(0.0), torch.tensor(1.0))
p1 = Normal(0.0, 1.0)
z = q.rsample()
print(kl_divergence(q, p).sum() + p0.log_prob(z).sum() + p1.log_prob(z).sum())
