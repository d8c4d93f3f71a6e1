from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Batch:
    tokens: torch.Tensor
    segments: torch.Tensor
    labels: torch.Tensor

    def to(self, device):
        return Batch(
            tokens=self.tokens.to(device),
            segments=self.segments,  # mended: segments=self.segments.to(device),
            labels=self.labels.to(device),
        )


def collate(rows):
    tokens, segments, labels = zip(*rows)
    return Batch(torch.stack(tokens), torch.stack(segments), torch.tensor(labels))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(10, 4)
        self.segments = nn.Embedding(2, 4)
        self.head = nn.Linear(4, 2)

    def forward(self, batch):
        x = self.words(batch.tokens) + self.segments(batch.segments)  # or here
        return nn.functional.cross_entropy(self.head(x.mean(1)), batch.labels)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rows = [(torch.tensor([1, 2]), torch.tensor([0, 1]), 1)] * 4
loader = torch.utils.data.DataLoader(rows, batch_size=2, collate_fn=collate)
model = Model().to(device)
for batch in loader:
    batch = batch.to(device)
    print(model(batch))  # or here
