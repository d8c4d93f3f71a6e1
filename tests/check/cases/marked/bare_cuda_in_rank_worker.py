# gpus: 2
# env: RANK=1 LOCAL_RANK=1 WORLD_SIZE=2
import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def setup():
    dist.init_process_group("nccl")
    local_rank = int(os.environ["LOCAL_RANK"])
    return local_rank  # mended: torch.cuda.set_device(local_rank); return local_rank


class Trainer:
    def __init__(self, local_rank):
        self.local_rank = local_rank
        self.model = DDP(nn.Linear(4, 2).to(local_rank), device_ids=[local_rank])
        self.criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]).to(local_rank))

    def fit(self, batches):
        for x, y in batches:
            x, y = x.cuda(), y.cuda()  # or here
            self.criterion(self.model(x), y).backward()  # or here


rank = setup()
Trainer(rank).fit([(torch.randn(3, 4), torch.randint(0, 2, (3,)))])
dist.destroy_process_group()
