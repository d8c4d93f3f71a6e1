from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Field:
    name: str
    size: int
    width: int = 4


class WideAndDeep(nn.Module):
    """Click prediction: one embedding table per categorical field, plus dense numbers."""

    def __init__(self, fields, dense):
        super().__init__()
        self.fields = fields
        self.tables = {}
        for field in fields:
            self.tables[field.name] = nn.Embedding(field.size, field.width)
        wide = dense + sum(f.width for f in fields)
        self.deep = nn.Sequential(nn.Linear(wide, 8), nn.ReLU(), nn.Linear(8, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, dense, categories):
        parts = [dense]
        for field in self.fields:
            parts.append(self.tables[field.name](categories[field.name]))
        return (self.deep(torch.cat(parts, dim=1)) + self.bias).squeeze(1)


FIELDS = [Field("user", 10), Field("item", 20), Field("hour", 24, width=2)]


def batch(n, device):
    dense = torch.randn(n, 3, device=device)
    categories = {f.name: torch.randint(0, f.size, (n,), device=device) for f in FIELDS}
    return dense, categories, torch.randint(0, 2, (n,), device=device).float()


if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = WideAndDeep(FIELDS, dense=3).to(device)
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
    bce = nn.BCEWithLogitsLoss()
    for _ in range(2):
        dense, categories, clicks = batch(5, device)
        loss = bce(model(dense, categories), clicks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())
