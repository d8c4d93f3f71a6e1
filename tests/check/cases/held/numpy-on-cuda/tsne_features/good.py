import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool1d(1))
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.features(x).flatten(1))


def principal_axes(x, k=2):
    x = x - x.mean(axis=0)
    _, _, vt = np.linalg.svd(x, full_matrices=False)
    return x @ vt[:k].T


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
model = ConvNet().to(device)
model.eval()

loader = DataLoader(TensorDataset(torch.randn(8, 1, 10), torch.arange(8) % 2), batch_size=4)
features, labels = [], []
with torch.no_grad():
    for x, y in loader:
        out = model.features(x.to(device)).flatten(1)
        features.append(out.cpu().numpy())
        labels.append(y.numpy())

features = np.concatenate(features)
labels = np.concatenate(labels)
flat = principal_axes(features)
for c in (0, 1):
    print(c, flat[labels == c].mean(axis=0))
