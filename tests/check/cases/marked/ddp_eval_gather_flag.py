# gpus: 2
# env: RANK=1 LOCAL_RANK=1 WORLD_SIZE=2
import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, value, n):
        self.sum += value * n
        self.count += n

    def all_reduce(self):
        total = torch.tensor([self.sum, self.count], dtype=torch.float64)  # mended: total = torch.tensor([self.sum, self.count], dtype=torch.float64, device="cuda")
        dist.all_reduce(total)  # or here
        self.sum, self.count = total.tolist()


def main():
    dist.init_process_group(backend="nccl")
    local_rank = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local_rank)
    model = DistributedDataParallel(nn.Linear(4, 2).cuda(), device_ids=[local_rank])
    meter = AverageMeter()
    for x, y in [(torch.randn(3, 4), torch.randint(0, 2, (3,)))]:
        out = model(x.cuda())
        meter.update((out.argmax(1) == y.cuda()).float().mean().item(), len(x))
    meter.all_reduce()  # or here
    dist.destroy_process_group()


main()
