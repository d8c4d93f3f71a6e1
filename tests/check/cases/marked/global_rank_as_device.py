# gpus: 2
# env: RANK=2 LOCAL_RANK=0 WORLD_SIZE=4
import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def setup():
    dist.init_process_group("nccl")
    rank = dist.get_rank()
    return rank


def main():
    rank = setup()
    local = int(os.environ["LOCAL_RANK"])
    model = nn.Linear(3, 1).to(rank)  # mended: model = nn.Linear(3, 1).to(local)
    model = DistributedDataParallel(model, device_ids=[rank])  # mended: model = DistributedDataParallel(model, device_ids=[local])
    print(local, model(torch.rand(2, 3)).shape)


main()
