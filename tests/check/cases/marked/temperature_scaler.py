import torch
from torch import nn


class Scaler(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.temperature = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.model(x) / self.temperature

    def fit(self, loader, device):
        logits, labels = [], []
        with torch.no_grad():
            for x, y in loader:
                logits.append(self.model(x.to(device)))
                labels.append(y)  # mended: labels.append(y.to(device))
        logits, labels = torch.cat(logits), torch.cat(labels)  # or here
        return nn.functional.cross_entropy(logits / self.temperature, labels)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(4, 3), torch.randint(0, 2, (4,))))
print(Scaler(nn.Linear(3, 2)).to(device).fit(data, device))
