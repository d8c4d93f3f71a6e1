import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
decoder = nn.Linear(4, 8).to(device)
target = torch.randn(1, 8).to(device)
latent = torch.zeros(1, 4, requires_grad=True)  # mended: latent = torch.zeros(1, 4, requires_grad=True, device=device)
optimizer = torch.optim.Adam([latent], lr=0.1)
for _ in range(2):
    optimizer.zero_grad()
    loss = (decoder(latent) - target).pow(2).sum()  # or here
    loss.backward()
    optimizer.step()
