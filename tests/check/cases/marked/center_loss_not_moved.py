import torch
from torch import nn


class CenterLoss(nn.Module):
    def __init__(self, classes, dim):
        super().__init__()
        self.centers = nn.Parameter(torch.randn(classes, dim))

    def forward(self, x, labels):
        return (x - self.centers[labels]).pow(2).sum(1).mean()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(3, 2)
    xent = nn.CrossEntropyLoss()
    center = CenterLoss(2, 2)  # mended: center = CenterLoss(2, 2).to(device)
    model = model.to(device)
    params = list(model.parameters()) + list(center.parameters())
    opt = torch.optim.SGD(params, 0.1)
    for x, y in [(torch.randn(4, 3), torch.tensor([0, 1, 1, 0]))]:
        x, y = x.to(device), y.to(device)
        feats = model(x)
        loss = xent(feats, y) + 0.1 * center(feats, y)  # or here
        opt.zero_grad()
        loss.backward()
        opt.step()


main()
