import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x, y = torch.randn(8, 3).to(device), torch.randn(8, 1).to(device)
loader = DataLoader(TensorDataset(x, y), batch_size=4)
net = nn.Linear(3, 1).to(device)


class Moved(torch.utils.data.Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i][0].to(device), self.rows[i][1].to(device)


for a, b in loader:
    print((net(a) - b).mean())
for a, b in DataLoader(Moved(list(zip(x, y)))):
    print((net(a) - b).mean())
