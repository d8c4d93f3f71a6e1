import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 8, batch_first=True)
        self.out = nn.Linear(8, 5)

    def forward(self, feats, lengths):
        y, _ = self.rnn(feats)
        keep = torch.arange(feats.shape[1], device=feats.device)[None] < lengths[:, None]  # or here
        return self.out(y) * keep.unsqueeze(-1)


def collate(items):
    lengths = torch.tensor([len(i) for i in items])
    return {"feats": nn.utils.rnn.pad_sequence(items, batch_first=True), "lengths": lengths}


def evaluate(model, batches, device):
    model.eval()
    for items in batches:
        batch = collate(items)
        feats = batch["feats"].to(device)
        yield model(feats, batch["lengths"])  # mended: yield model(feats, batch["lengths"].to(device))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Encoder().to(device)
print(list(evaluate(model, [[torch.randn(3, 4), torch.randn(2, 4)]], device)))
