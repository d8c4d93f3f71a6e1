import copy
import torch
from torch import nn
import torch.nn.functional as F


def build(width):
    return nn.Sequential(nn.Linear(8, width), nn.ReLU(), nn.Linear(width, 3))


class Distiller:
    def __init__(self, device):
        self.device = device
        self.student = build(8).to(device)
        self.teacher = build(32)  # mended: self.teacher = build(32).to(device)
        self.teacher.eval()
        for p in self.teacher.parameters():
            p.requires_grad_(False)
        self.opt = torch.optim.SGD(self.student.parameters(), lr=0.1)

    def step(self, x):
        x = x.to(self.device)
        with torch.no_grad():
            soft = self.teacher(x).softmax(-1)  # or here
        loss = F.kl_div(self.student(x).log_softmax(-1), soft, reduction="batchmean")
        self.opt.zero_grad()
        loss.backward()
        self.opt.step()
        return loss.item()


d = Distiller(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
d.step(torch.randn(4, 8))
