import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc(x)


class Loop:
    def __init__(self, model, loader, device):
        self.model, self.loader, self.device = model.to(device), loader, device

    def epoch(self):
        for batch in self.loader:
            labels = batch.pop("labels")
            batch = {k: v.to(self.device) for k, v in batch.items()}
            logits = self.model(**batch)
            loss = nn.functional.cross_entropy(logits, labels)  # mended: loss = nn.functional.cross_entropy(logits, labels.to(self.device))
            loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Loop(Model(), [{"x": torch.randn(2, 3), "labels": torch.tensor([0, 1])}], device).epoch()
