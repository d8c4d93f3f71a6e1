import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        return torch.randn(4), torch.randn(4), torch.tensor([float(i % 2)])


class Contrastive(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, a, b, y):
        d = nn.functional.pairwise_distance(a, b, keepdim=True)
        return ((1 - y) * d**2 + y * (self.margin - d).clamp(min=0) ** 2).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 2).to(device)
crit = Contrastive()
for i, data in enumerate(DataLoader(Pairs(), batch_size=2)):
    a, b, y = data
    a, b = a.to(device), b.to(device)  # mended: a, b, y = a.to(device), b.to(device), y.to(device)
    loss = crit(net(a), net(b), y)  # or here
    loss.backward()
