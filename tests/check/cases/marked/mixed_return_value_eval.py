import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc(x)


@torch.no_grad()
def extract(model, batches, device):
    feats, labels = [], []
    for x, y in batches:
        feats.append(model(x.to(device)))
        labels.append(y)  # mended: labels.append(y.to(device))
    return torch.cat(feats), torch.cat(labels)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(4, 3), torch.tensor([0, 1, 1, 0])), 2)
feats, labels = extract(Head().to(device), data, device)  # or here
loss = nn.functional.cross_entropy(feats, labels)  # or here
