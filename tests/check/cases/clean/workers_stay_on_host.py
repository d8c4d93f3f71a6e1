import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Data(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.randn(3), torch.tensor(i % 2)


net = nn.Linear(3, 2).to(device)
for x, y in DataLoader(Data(), batch_size=2, num_workers=2, pin_memory=True):
    x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
    print(nn.functional.cross_entropy(net(x), y).item())
