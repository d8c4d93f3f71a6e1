import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def build(rank):
    return DDP(nn.Linear(4, 1).to(f"cuda:{rank}"), device_ids=[rank])


def worker(rank, world):
    dist.init_process_group("nccl", rank=rank, world_size=world)
    torch.cuda.set_device(rank)
    model = build(rank)
    loss = model(torch.randn(3, 4).to(rank)).pow(2).mean()
    loss.backward()
    dist.destroy_process_group()


if __name__ == "__main__":
    mp.spawn(worker, args=(2,), nprocs=2, join=True)
