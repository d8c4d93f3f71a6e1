import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset

BATCH = 4
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Tabular(Dataset):
    def __init__(self, rows=12):
        generator = torch.Generator().manual_seed(0)
        self.x = torch.randn(rows, 5, generator=generator)
        self.y = (self.x.sum(dim=1) > 0).long()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"features": self.x[i], "label": self.y[i]}


class MLP(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(5, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))


def run_epoch(model, loader, criterion, optimizer=None):
    total = 0.0
    for batch in loader:
        features = batch["features"].to(DEVICE)
        label = batch["label"]
        logits = model(features)
        loss = criterion(logits, label)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(features)
    return total / len(loader.dataset)


model = MLP().to(DEVICE)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = optim.AdamW(model.parameters(), lr=1e-2)
loader = DataLoader(Tabular(), batch_size=BATCH, shuffle=True, drop_last=True)
for epoch in range(2):
    print(epoch, run_epoch(model, loader, criterion, optimizer))
