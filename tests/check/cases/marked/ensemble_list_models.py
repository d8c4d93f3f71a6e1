import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
models = []
for _ in range(3):
    models.append(nn.Linear(3, 1))  # mended: models.append(nn.Linear(3, 1).to(device))
x = torch.randn(4, 3, device=device)
print(torch.stack([m(x) for m in models]).mean(0))  # or here
