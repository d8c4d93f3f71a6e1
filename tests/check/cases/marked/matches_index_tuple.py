import torch
from torch import nn


class Matcher(nn.Module):
    @torch.no_grad()
    def forward(self, logits, targets):
        rows, cols = [], []
        for i, t in enumerate(targets):
            rows.append(torch.full_like(t, i))
            cols.append(t.argsort())
        return torch.cat(rows), torch.cat(cols)


class SetCriterion(nn.Module):
    def __init__(self, matcher, classes):
        super().__init__()
        self.matcher = matcher
        self.classes = classes

    def forward(self, logits, targets):
        idx = self.matcher(logits, targets)
        target = torch.full(logits.shape[:2], self.classes - 1)  # mended: target = torch.full(logits.shape[:2], self.classes - 1, device=logits.device)
        target[idx] = torch.cat(targets)  # or here
        return nn.functional.cross_entropy(logits.transpose(1, 2), target)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(5, 3).to(device)
criterion = SetCriterion(Matcher(), 3).to(device)
queries = torch.randn(2, 4, 5, device=device)
labels = [torch.tensor([0, 1]).to(device), torch.tensor([1]).to(device)]
criterion(net(queries), labels).backward()
