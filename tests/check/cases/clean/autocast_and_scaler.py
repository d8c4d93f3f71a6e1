import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 1).to(device)
scaler = torch.amp.GradScaler("cuda", enabled=device.type == "cuda")
with torch.autocast("cuda", enabled=device.type == "cuda"):
    x = torch.randn(2, 3, device=device)
    loss = net(x).mean()
scaler.scale(loss).backward()
