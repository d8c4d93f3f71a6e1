import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 3).to(device)
weights = torch.tensor([0.2, 0.3, 0.5])  # mended: weights = torch.tensor([0.2, 0.3, 0.5], device=device)
criterion = nn.CrossEntropyLoss(weight=weights)  # or here
x, y = torch.randn(6, 4).to(device), torch.randint(0, 3, (6,)).to(device)
criterion(net(x), y).backward()  # or here
