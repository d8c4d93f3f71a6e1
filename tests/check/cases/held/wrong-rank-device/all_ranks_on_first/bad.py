import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x).squeeze(1)


def wrap(model, local_rank):
    model = model.to("cuda:0")
    return DistributedDataParallel(model, device_ids=[local_rank])


def train(model, loader, device):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
        loss = nn.functional.l1_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss


def main():
    local_rank = int(os.environ.get("LOCAL_RANK", 0))
    dist.init_process_group(backend="nccl")
    torch.cuda.set_device(local_rank)
    device = torch.device(f"cuda:{local_rank}")
    data = TensorDataset(torch.randn(8, 3), torch.randn(8))
    loader = DataLoader(data, batch_size=4, pin_memory=True)
    model = wrap(Regressor(), local_rank)
    loss = train(model, loader, device)
    if dist.get_rank() == 0:
        print(loss.item())


if __name__ == "__main__":
    main()
