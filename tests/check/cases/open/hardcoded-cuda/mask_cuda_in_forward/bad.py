import torch
from torch import nn


class Pooling(nn.Module):
    """Attention pooling over valid steps."""

    def __init__(self, width):
        super().__init__()
        self.score = nn.Linear(width, 1)

    def forward(self, x, lengths):
        scores = self.score(x).squeeze(-1)
        steps = torch.arange(x.size(1)).cuda()
        scores = scores.masked_fill(steps[None] >= lengths[:, None], -1e9)
        return (scores.softmax(-1).unsqueeze(-1) * x).sum(1)


class Model(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.pool = Pooling(width)
        self.out = nn.Linear(width, 2)

    def forward(self, x, lengths):
        return self.out(self.pool(x, lengths))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Model().to(device)
x = torch.randn(3, 5, 4).to(device)
lengths = torch.tensor([5, 3, 1]).to(device)
print(model(x, lengths).argmax(dim=1).tolist())
