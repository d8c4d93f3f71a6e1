import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP

local_rank = int(os.environ.get("LOCAL_RANK", 0))
use_cuda = torch.cuda.is_available()
dist.init_process_group("nccl" if use_cuda else "gloo")
if use_cuda:
    torch.cuda.set_device(local_rank)
    model = DDP(nn.Linear(3, 1).cuda(), device_ids=[local_rank])
    x = torch.randn(2, 3).cuda()
else:
    model = DDP(nn.Linear(3, 1))
    x = torch.randn(2, 3)
loss = model(x).mean()
loss.backward()
dist.all_reduce(loss.detach())
dist.destroy_process_group()
