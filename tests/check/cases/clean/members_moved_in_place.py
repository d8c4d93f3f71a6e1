import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 4)

    def forward(self, ids, mask):
        return (self.emb(ids) * mask[..., None]).sum(1)


model = Reader().to(device)
batch = {"ids": torch.tensor([[1, 2]]), "mask": torch.ones(1, 2)}
for k, v in batch.items():
    v.data = v.data.to(device)
out = model(**batch)
batch2 = {"ids": torch.tensor([[1, 2]]), "mask": torch.ones(1, 2)}
for v in batch2.values():
    v.data = v.data.to(device)
out = model(batch2["ids"], batch2["mask"])
x = torch.randn(1, 4)
x.data = x.data.to(device)
nn.Linear(4, 4).to(device)(x)
batch3 = {"ids": torch.tensor([[1, 2]]), "mask": torch.ones(1, 2)}
for k in batch3:
    batch3[k] = batch3[k].to(device)
out = model(**batch3)
batch4 = {"ids": torch.tensor([[1, 2]]), "mask": torch.ones(1, 2)}
for k, v in batch4.items():
    batch4[k] = v.to(device)
out = model(**batch4)
batch5 = {"ids": torch.tensor([[1, 2]]), "mask": torch.ones(1, 2)}
for k in list(batch5.keys()):
    if torch.is_tensor(batch5[k]):
        batch5[k] = batch5[k].to(device)
out = model(batch5["ids"], batch5["mask"])
