import torch
from torch import nn
from torch.utils.data import DataLoader

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Collator:
    def __init__(self, pad=0):
        self.pad = pad

    def __call__(self, rows):
        longest = max(map(len, rows))
        ids = [r + [self.pad] * (longest - len(r)) for r in rows]
        return torch.tensor(ids, device=DEVICE)  # mended: return torch.tensor(ids)


net = nn.EmbeddingBag(9, 3).to(DEVICE)
rows = [[1, 2], [3], [4, 5, 6], [7]]
loader = DataLoader(rows, batch_size=2, num_workers=2, collate_fn=Collator())  # or here
for ids in loader:
    net(ids.to(DEVICE)).sum().backward()
