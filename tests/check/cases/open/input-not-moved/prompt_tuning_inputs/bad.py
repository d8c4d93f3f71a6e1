import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
PAD = 0


class Scorer(nn.Module):
    def __init__(self, vocab=50, width=6):
        super().__init__()
        self.embed = nn.Embedding(vocab, width, padding_idx=PAD)
        self.attend = nn.Linear(width, 1)
        self.out = nn.Linear(width, 1)

    def forward(self, ids):
        x = self.embed(ids)
        weight = self.attend(x).masked_fill((ids == PAD).unsqueeze(-1), -1e4).softmax(dim=1)
        return self.out((weight * x).sum(dim=1)).squeeze(-1)


def numericalise(text, vocab=50):
    return [1 + sum(map(ord, word)) % (vocab - 1) for word in text.lower().split()]


def collate(texts):
    rows = [numericalise(t) for t in texts]
    width = max(map(len, rows))
    return torch.tensor([r + [PAD] * (width - len(r)) for r in rows])


def rank(model, candidates):
    """Orders the candidates by their score, best first."""
    model.eval()
    with torch.no_grad():
        scores = model(collate(candidates))
    order = scores.argsort(descending=True).tolist()
    return [candidates[i] for i in order]


def train(model, pairs, steps=2):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(steps):
        better = collate([a for a, _ in pairs]).to(device)
        worse = collate([b for _, b in pairs]).to(device)
        loss = -nn.functional.logsigmoid(model(better) - model(worse)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


model = Scorer().to(device)
print(train(model, [("clear answer", "no"), ("short and right", "long and wrong")]))
print(rank(model, ["one thing", "another longer thing", "last"]))
