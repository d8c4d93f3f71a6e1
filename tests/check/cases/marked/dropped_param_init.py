import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
z = torch.randn(1, 3)
z.to(device).requires_grad_(True)  # mended: z = z.to(device).requires_grad_(True)
g = nn.Linear(3, 4).to(device)
opt = torch.optim.Adam([z], lr=0.1)
print(g(z).sum())  # or here
