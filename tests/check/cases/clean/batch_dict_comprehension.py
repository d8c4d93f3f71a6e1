import torch
from torch import nn
from torch.utils.data import DataLoader

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rows = [{"x": torch.randn(3), "y": torch.tensor(i % 2)} for i in range(4)]
net = nn.Linear(3, 2).to(device)
for batch in DataLoader(rows, batch_size=2):
    batch = {k: v.to(device) for k, v in batch.items()}
    print(nn.functional.cross_entropy(net(batch["x"]), batch["y"]).item())
