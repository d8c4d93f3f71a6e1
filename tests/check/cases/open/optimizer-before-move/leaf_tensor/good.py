import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2)).to(device).eval()
target = torch.tensor([1], device=device)
image = torch.rand(1, 4, device=device)
delta = torch.zeros(1, 4, device=device, requires_grad=True)
optimizer = torch.optim.Adam([delta], lr=0.1)
for _ in range(2):
    loss = nn.functional.cross_entropy(net(image + delta), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
