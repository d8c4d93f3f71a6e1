import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class OHEM(nn.Module):
    def __init__(self, keep=0.5):
        super().__init__()
        self.keep = keep

    def select(self, loss):
        values = loss.detach().cpu().numpy()
        order = np.argsort(-values)[: max(1, int(len(values) * self.keep))]
        mask = np.zeros(len(values), dtype=np.float32)
        mask[order] = 1.0
        return torch.from_numpy(mask)  # mended: return torch.from_numpy(mask).to(loss.device)

    def forward(self, logits, target):
        loss = F.cross_entropy(logits, target, reduction="none")
        mask = self.select(loss)  # or here
        return (loss * mask).sum() / mask.sum()  # or here


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
net, criterion = nn.Linear(4, 3), OHEM()
net.to(device)
criterion.to(device)
x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))
criterion(net(x.to(device)), y.to(device)).backward()
