import torch
from torch.utils.data import DataLoader, TensorDataset


def make_loader(data, seed, device):
    generator = torch.Generator(device)  # mended: generator = torch.Generator()
    generator.manual_seed(seed)
    return DataLoader(data, batch_size=2, shuffle=True, generator=generator)  # or here


device = "cuda" if torch.cuda.is_available() else "cpu"
for (x,) in make_loader(TensorDataset(torch.rand(6, 2)), 1, device):
    print(x.to(device).sum())
