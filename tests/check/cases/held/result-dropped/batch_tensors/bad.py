import torch
from torch import nn


class NCF(nn.Module):
    """Neural collaborative filtering."""

    def __init__(self, users, items, width=4):
        super().__init__()
        self.user = nn.Embedding(users, width)
        self.item = nn.Embedding(items, width)
        self.mlp = nn.Sequential(nn.Linear(2 * width, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, user, item):
        both = torch.cat([self.user(user), self.item(item)], dim=-1)
        return torch.sigmoid(self.mlp(both)).squeeze(-1)


def negatives(n, items):
    return torch.randint(0, items, (n,))


def train(users=6, items=9, steps=2):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = NCF(users, items)
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(steps):
        user = torch.randint(0, users, (5,), device=device)
        item = negatives(5, items)
        rating = torch.rand(5).to(device)
        item.to(device)
        loss = nn.functional.mse_loss(model(user, item), rating)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


if __name__ == "__main__":
    print(train())
