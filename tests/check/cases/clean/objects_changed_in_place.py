"""Objects, records and containers that change in place, each moved where it is used."""

from collections import deque
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
        self.saved = []
        self.log_std = nn.Parameter(torch.zeros(2))

    @property
    def device(self):
        return next(self.parameters()).device

    def forward(self, x):
        x = torch.as_tensor(x, dtype=torch.float32, device=self.device)
        return self.fc(x)

    def act(self, obs):
        obs = torch.from_numpy(obs).float().to(self.device)
        dist_ = torch.distributions.Normal(self.fc(obs), self.log_std.exp())
        a = dist_.sample()
        self.saved.append(dist_.log_prob(a).sum())
        return a.cpu().numpy()


def policy_and_returns():
    p = Policy().to(DEVICE)
    p(np.zeros(4, dtype=np.float32))
    p([0.0] * 4)
    p.act(np.zeros(4, dtype=np.float32))
    returns = torch.tensor([1.0, 2.0]).to(p.device)
    return (torch.stack(p.saved) * returns).sum()


class Buffer:
    def __init__(self, size, device):
        self.obs = np.zeros((size, 4), dtype=np.float32)
        self.device = device
        self.i = 0
        self.mem = deque(maxlen=10)

    def add(self, o):
        self.obs[self.i] = o
        self.i += 1
        self.mem.append(torch.as_tensor(o))

    def sample(self, n):
        idx = np.random.randint(0, self.i, n)
        return torch.as_tensor(self.obs[idx]).to(self.device)

    def sample2(self, n):
        return torch.stack(list(self.mem)).to(self.device)


def replay():
    b = Buffer(10, DEVICE)
    p = Policy().to(DEVICE)
    b.add(np.zeros(4, dtype=np.float32))
    return p.fc(b.sample(2)) + p.fc(b.sample2(2))


@dataclass
class Batch:
    x: torch.Tensor
    y: torch.Tensor

    def to(self, device):
        self.x = self.x.to(device)
        self.y = self.y.to(device)
        return self


@dataclass
class Batch2:
    x: torch.Tensor
    y: torch.Tensor
    n: int = 0

    def to(self, device):
        return Batch2(
            **{k: v.to(device) if torch.is_tensor(v) else v for k, v in vars(self).items()}
        )


@dataclass
class Batch3:
    x: torch.Tensor
    lengths: torch.Tensor
    names: list

    def to(self, device):
        return Batch3(self.x.to(device), self.lengths, self.names)


def collate(rows):
    return Batch(torch.stack([r[0] for r in rows]), torch.stack([r[1] for r in rows]))


def collate2(rows):
    return Batch2(torch.stack([r[0] for r in rows]), torch.stack([r[1] for r in rows]))


def collate3(rows):
    return Batch3(
        torch.stack([r[0] for r in rows]), torch.tensor([3 for r in rows]), ["a" for r in rows]
    )


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)
        self.rnn = nn.GRU(3, 3, batch_first=True)

    def forward(self, b):
        return self.l(b.x) + b.y


class Net3(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(3, 3)
        self.rnn = nn.GRU(3, 3, batch_first=True)

    def forward(self, b):
        packed = nn.utils.rnn.pack_padded_sequence(b.x, b.lengths, batch_first=True)
        print(torch.arange(3, device=b.x.device) < b.lengths.to(b.x.device)[:, None])
        return self.rnn(packed)


def records_of_collate_functions(ds):
    net = Net().to(DEVICE)
    for b in DataLoader(ds, 2, collate_fn=collate):
        b = b.to(DEVICE)
        net(b)
    for b in DataLoader(ds, 2, collate_fn=collate):
        b.to(DEVICE)
        net(b)
    for b in DataLoader(ds, 2, collate_fn=collate2):
        b = b.to(DEVICE)
        net(b)
    net3 = Net3().to(DEVICE)
    for b in DataLoader(ds, 2, collate_fn=collate3):
        b = b.to(DEVICE)
        net3(b)
    for b in DataLoader(ds, 2, collate_fn=collate):
        b.x, b.y = b.x.to(DEVICE), b.y.to(DEVICE)
        net(b)
    for b in DataLoader(ds, 2, collate_fn=collate):
        x, y = b.x.to(DEVICE), b.y.to(DEVICE)
        net(SimpleNamespace(x=x, y=y))
        net(Batch(x, y))


def stack_to(rows, device):
    a, b = zip(*rows)
    return torch.stack(a).to(device), torch.stack(b).to(device)


class Bag(dict):
    def put(self, key, value):
        self[key] = value.to(DEVICE)

    def fill(self):
        self.put("a", torch.rand(3))
        return self


class Meter:
    def __init__(self):
        self.reset()

    def reset(self):
        self.sum = torch.zeros(3)
        self.n = 0

    def update(self, out):
        self.sum = self.sum + out.detach().cpu().sum(0)
        self.n += 1


def meter():
    m = Meter()
    net = nn.Linear(3, 3).to(DEVICE)
    m.update(net(torch.rand(2, 3, device=DEVICE)))
    return m.sum / m.n


class Sched:
    def __init__(self, n):
        self.betas = torch.linspace(0, 1, n)
        self.alphas = torch.cumprod(1 - self.betas, 0)

    def to(self, device):
        self.betas, self.alphas = self.betas.to(device), self.alphas.to(device)
        return self

    def add(self, x, t):
        return x * self.alphas[t].view(-1, 1)


class Sched2:
    def __init__(self, n):
        self.alphas = torch.linspace(0, 1, n)

    def add(self, x, t):
        a = self.alphas.to(device=x.device, dtype=x.dtype)
        return x * a[t].view(-1, 1)

    def get(self, x, t):
        return self.alphas[t.cpu()].to(x.device).view(-1, 1) * x

    def scalar(self, x, i):
        return self.alphas[i] * x


def schedules():
    net = nn.Linear(3, 3).to(DEVICE)
    x = torch.rand(2, 3, device=DEVICE)
    t = torch.randint(0, 5, (2,), device=DEVICE)
    s = Sched(5).to(DEVICE)
    s2 = Sched2(5)
    return net(s.add(x, t)) + s2.add(x, t) + s2.get(x, t) + s2.scalar(x, 2)


def hooks():
    feats = {}
    net = nn.Sequential(nn.Linear(3, 3), nn.ReLU()).to(DEVICE)

    def hook(name):
        def fn(m, i, o):
            feats[name] = o.detach().cpu().numpy()

        return fn

    net[0].register_forward_hook(hook("a"))
    net(torch.rand(2, 3, device=DEVICE))
    return feats["a"].mean()


def shared_members():
    teacher = nn.Linear(3, 3)
    student = nn.Linear(3, 3)
    teacher.load_state_dict(student.state_dict())
    for p in teacher.parameters():
        p.requires_grad = False
    nets = nn.ModuleDict({"t": teacher, "s": student}).to(DEVICE)
    x = torch.rand(2, 3, device=DEVICE)
    return nets["t"](x) + teacher(x) + student(x)


def twins_on_the_host():
    net = nn.Linear(3, 3).to(DEVICE)
    cpu_net = nn.Linear(3, 3)
    cpu_net.load_state_dict(net.state_dict())
    return cpu_net(torch.rand(2, 3)).numpy(force=True), cpu_net(torch.rand(2, 3)).detach().numpy()


def items():
    x = torch.zeros(3, device=DEVICE)
    x[0] = torch.tensor(3.0)
    x[1:] = torch.tensor([1.0, 2.0])
    mask = torch.tensor([True, False, True])
    return x[mask]


class Emb(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(4, 3)
        self.pos = None
        self.heads = nn.ModuleList()

    def grow(self, n):
        head = nn.Linear(3, n)
        head.to(self.emb.weight.device)
        self.heads.append(head)

    def grow2(self, n):
        self.heads.append(nn.Linear(3, n).to(self.emb.weight.device))

    def grow3(self, n):
        self.heads.append(nn.Linear(3, n, device=self.emb.weight.device))

    def grow4(self, n):
        self.heads.append(nn.Linear(3, n))
        self.to(self.emb.weight.device)

    def forward(self, ids):
        if self.pos is None or self.pos.device != ids.device:
            self.pos = torch.arange(ids.size(1), device=ids.device)
        return [h(self.emb(ids) + self.emb(self.pos % 4)) for h in self.heads]


def growing():
    e = Emb().to(DEVICE)
    for n in range(3):
        e.grow(n)
        e.grow2(n)
        e.grow3(n)
        e(torch.zeros(1, 2, dtype=torch.long, device=DEVICE))
    e.grow4(3)
    e(torch.zeros(1, 2, dtype=torch.long, device=DEVICE))
    e.heads.append(nn.Linear(3, 3))
    e = e.to(DEVICE)
    e(torch.zeros(1, 2, dtype=torch.long, device=DEVICE))


def average_on_the_host():
    net = nn.Linear(3, 3).to(DEVICE)
    ema = {k: v.detach().cpu().clone() for k, v in net.state_dict().items()}
    for k, v in net.state_dict().items():
        ema[k].mul_(0.9).add_(v.cpu(), alpha=0.1)
    net.load_state_dict(ema)


class EMA:
    def __init__(self, model):
        self.model = model
        self.shadow = {}
        for n, p in model.named_parameters():
            self.shadow[n] = p.data.clone()
        self.backup = {}

    def update(self):
        for n, p in self.model.named_parameters():
            self.shadow[n] = self.shadow[n].to(p.device)
            self.shadow[n] = 0.9 * self.shadow[n] + 0.1 * p.data

    def apply(self):
        for n, p in self.model.named_parameters():
            self.backup[n] = p.data
            p.data = self.shadow[n]


def average_moved_when_used():
    net = nn.Linear(3, 3)
    e = EMA(net)
    net.to(DEVICE)
    e.update()
    e.apply()


print(Bag().fill()["a"] + torch.zeros(3, device=DEVICE))
policy_and_returns()
replay()
records_of_collate_functions([(torch.rand(3, 3), torch.rand(3, 3)) for _ in range(4)])
meter()
schedules()
hooks()
shared_members()
twins_on_the_host()
items()
growing()
average_on_the_host()
average_moved_when_used()
