import torch
from torch import nn


class Mahalanobis:
    def __init__(self, model, classes):
        self.model, self.classes = model, classes

    @torch.no_grad()
    def fit(self, batches, device):
        feats, labels = [], []
        for x, y in batches:
            feats.append(self.model(x.to(device)).cpu())
            labels.append(y)
        feats, labels = torch.cat(feats), torch.cat(labels)
        self.means = torch.stack([feats[labels == c].mean(0) for c in range(self.classes)])
        centred = feats - self.means[labels]
        self.precision = torch.linalg.pinv(centred.t() @ centred / len(feats))

    @torch.no_grad()
    def score(self, x):
        z = self.model(x)
        diff = z[:, None] - self.means[None]  # mended: diff = z.cpu()[:, None] - self.means[None]
        return -((diff @ self.precision) * diff).sum(-1).max(1).values  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 3).to(device).eval()
detector = Mahalanobis(net, 2)
detector.fit([(torch.randn(6, 4), torch.tensor([0, 1, 0, 1, 0, 1]))], device)
print(detector.score(torch.randn(2, 4).to(device)))  # or here
