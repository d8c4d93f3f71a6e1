import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def main():
    dist.init_process_group("nccl")
    local_rank = int(os.environ["LOCAL_RANK"])
    device = torch.device("cuda", dist.get_rank())
    model = nn.Linear(4, 2).to(device)
    model = DistributedDataParallel(model, device_ids=[local_rank])
    loss = model(torch.randn(3, 4, device=device)).pow(2).mean()
    loss.backward()
    if dist.get_rank() == 0:
        print(loss.item())
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
