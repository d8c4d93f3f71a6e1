import torch
from torch import nn
import torch.nn.functional as F


class Matcher(nn.Module):
    def __init__(self):
        super().__init__()
        self.cls = nn.Linear(4, 3)

    def loss(self, logits, annotations):
        labels = torch.tensor([a["label"] for a in annotations])  # mended: labels = torch.tensor([a["label"] for a in annotations], device=logits.device)
        return F.cross_entropy(logits, labels)  # or here

    def forward(self, x, annotations=None):
        logits = self.cls(x)
        if annotations is not None:
            return self.loss(logits, annotations)
        return logits


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = Matcher().to(device)
m(torch.randn(2, 4, device=device), [{"label": 0}, {"label": 2}]).backward()
