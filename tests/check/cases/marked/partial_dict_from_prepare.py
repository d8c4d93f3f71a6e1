import torch
from torch import nn
from torch.utils.data import DataLoader


class Pairs(torch.utils.data.Dataset):
    def __len__(self):
        return 6

    def __getitem__(self, i):
        return {"text": [1, i % 5, 2], "length": 3, "label": i % 2}


def collate(items):
    return {
        "ids": torch.tensor([it["text"] for it in items]),
        "mask": torch.tensor([[1.0] * it["length"] for it in items]),
        "label": torch.tensor([it["label"] for it in items]),
    }


def prepare(batch, device):
    return {
        "ids": batch["ids"].to(device),
        "mask": batch["mask"],  # mended: "mask": batch["mask"].to(device),
        "label": batch["label"].to(device),
    }


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(8, 4)
        self.out = nn.Linear(4, 2)

    def forward(self, ids, mask):
        x = self.embed(ids) * mask[..., None]  # or here
        return self.out(x.sum(1) / mask.sum(1, keepdim=True))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Tagger().to(device)
loss_fn = nn.CrossEntropyLoss()
for batch in DataLoader(Pairs(), batch_size=3, collate_fn=collate):
    batch = prepare(batch, device)
    logits = model(batch["ids"], batch["mask"])  # or here
    loss = loss_fn(logits, batch["label"])
    loss.backward()
