import torch
import torch.distributed as dist
from torch import nn


def reduce_mean(value, world):
    value = value.clone() / world
    return value


class Engine:
    def __init__(self, model, local_rank):
        torch.cuda.set_device(local_rank)
        self.device = torch.device("cuda", local_rank)
        self.model = model.to(self.device)
        self.class_counts = torch.zeros(3)  # mended: self.class_counts = torch.zeros(3, device=self.device)

    def step(self, x, y):
        x, y = x.to(self.device, non_blocking=True), y.to(self.device, non_blocking=True)
        logits = self.model(x)
        self.class_counts += torch.bincount(y, minlength=3)  # or here
        prior = (self.class_counts / self.class_counts.sum()).log()
        return reduce_mean(nn.functional.cross_entropy(logits + prior, y), 1)  # or here


print(Engine(nn.Linear(2, 3), 0).step(torch.rand(4, 2), torch.tensor([0, 1, 2, 1])))
