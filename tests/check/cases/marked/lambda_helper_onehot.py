import torch
import torch.nn.functional as F
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
to_onehot = lambda labels: torch.eye(4)[labels]  # mended: to_onehot = lambda labels: torch.eye(4, device=device)[labels]
model = nn.Linear(6, 4).to(device)
for x, y in [(torch.randn(3, 6), torch.tensor([0, 1, 3]))]:
    x, y = x.to(device), y.to(device)
    target = to_onehot(y)  # or here
    loss = F.mse_loss(model(x), target)  # or here
    loss.backward()
