import torch
import torch.nn.functional as F
from torch import nn


class MLM(nn.Module):
    def __init__(self, vocab=12, dim=4, mask_id=1, p=0.3):
        super().__init__()
        self.mask_id, self.p, self.vocab = mask_id, p, vocab
        self.embed = nn.Embedding(vocab, dim)
        self.out = nn.Linear(dim, vocab)

    def corrupt(self, ids):
        labels = ids.clone()
        chosen = torch.bernoulli(torch.full(ids.shape, self.p)).bool()  # mended: chosen = torch.bernoulli(torch.full(ids.shape, self.p, device=ids.device)).bool()
        labels[~chosen] = -100
        ids = torch.where(chosen, torch.full_like(ids, self.mask_id), ids)  # or here
        return ids, labels

    def forward(self, ids):
        ids, labels = self.corrupt(ids)  # or here
        logits = self.out(self.embed(ids))
        return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=-100)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = MLM().to(device)
loss = model(torch.randint(2, 12, (3, 6)).to(device))
loss.backward()
