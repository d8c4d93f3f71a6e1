import torch
from torch import nn

device = torch.device("cuda:1" if torch.cuda.device_count() > 1 else "cuda:0" if torch.cuda.is_available() else "cpu")
a = nn.Linear(3, 3).to(device)
importance = torch.arange(1.0, 4.0).to(device)
print((importance * a(torch.randn(2, 3, device=device))).sum())
