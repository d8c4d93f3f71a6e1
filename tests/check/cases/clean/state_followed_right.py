"""Hooks, adapters, lists, noise, kept devices and prepared modules, each used as it should be."""

import torch
from accelerate import Accelerator
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Statistics:
    def __init__(self, dim):
        self.total = torch.zeros(dim)

    def __call__(self, module, inputs, output):
        self.total += output.detach().sum(0).cpu()


class Adapter(nn.Module):
    def __init__(self, base, rank=2):
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.randn(rank, base.in_features))
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + x @ self.down.t() @ self.up.t()


def inject(model):
    for name, module in list(model.named_children()):
        if isinstance(module, nn.Linear):
            setattr(model, name, Adapter(module))
    return model


net = nn.Sequential(nn.Linear(4, 4), nn.ReLU()).to(device)
net = inject(net).to(device)
net[0].register_forward_hook(Statistics(4))
x = torch.randn(3, 4).to(device)

steps = [torch.zeros(3, 4, device=device)]
for _ in range(2):
    x = net(x)
    steps.append(x)
print(torch.stack(steps).shape)

on_host = [torch.zeros(3, 4)]
for step in steps:
    on_host.append(step.detach().cpu())
print(torch.cat(on_host).numpy().mean())


class Noisy(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n
        self.weight = nn.Parameter(torch.ones(n))
        self.register_buffer("noise", torch.zeros(n))
        self.reset_parameters()

    def reset_parameters(self):
        self.noise = torch.randn(self.n)
        self.weight = nn.Parameter(torch.full((self.n,), 0.5))

    def reset_noise(self):
        self.noise.copy_(torch.randn(self.n))

    def forward(self, x):
        return x * (self.weight + self.noise)


noisy = Noisy(4).to(device)
noisy.reset_noise()
print(noisy(x).shape)


class Waves(nn.Module):
    def __init__(self, size, device="cpu"):
        super().__init__()
        self.device = device
        self.scale = nn.Parameter(torch.ones(size, device=device))

    def forward(self, x):
        return x * self.scale * torch.linspace(0, 1, x.shape[-1], device=self.device)


print(Waves(4, device).to(device)(x).shape, Waves(4)(torch.randn(2, 4)).shape)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 4, batch_first=True)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return self.rnn(packed)[1]


tagger = Tagger().to(device)
print(tagger(torch.randn(2, 3, 4, device=device), torch.tensor([3, 2]).to(device)).shape)


class History:
    def __init__(self):
        self.reset()

    def reset(self):
        self.losses, self.where = [], None

    def add(self, loss):
        self.losses.append(loss.detach())

    def mean(self):
        return torch.stack(self.losses).mean().cpu().numpy()


history = History()
for _ in range(2):
    history.add(net(x).mean())
print(history.mean())
history.reset()

accelerator = Accelerator()
model = nn.Linear(4, 2)
loader = DataLoader(TensorDataset(torch.randn(4, 4)), batch_size=2)
model, loader = accelerator.prepare(model, loader)
for (batch,) in loader:
    extra = torch.ones(batch.shape[0], 2, device=accelerator.device)
    print((model(batch) + extra).sum().item())
