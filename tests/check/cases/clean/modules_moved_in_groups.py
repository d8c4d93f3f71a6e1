"""Modules moved by somebody else: in a loop, as members, through a list, an object or a helper."""

import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.rand(2, 3).to(device)


def pair():
    return nn.Linear(3, 3), nn.Linear(3, 3)


def move_all(*nets, device):
    for net in nets:
        net.to(device)


def move_list(nets, device):
    for net in nets:
        net.to(device)


class Owner:
    def __init__(self, net, device):
        self.net, self.device = net, device

    def setup(self):
        self.net.to(self.device)


class ByName:
    def __init__(self, device):
        self.G, self.D = pair()
        self.device = device
        for name in ("G", "D"):
            getattr(self, name).to(device)

    def run(self, x):
        return self.D(self.G(x.to(self.device)))


class ByList:
    def __init__(self, device):
        self.G = nn.Linear(3, 3)
        self.D = nn.Linear(3, 3)
        self.device = device
        self.nets = [self.G, self.D]
        self.move()

    def move(self):
        for net in self.nets:
            net.to(self.device)

    def run(self, x):
        return self.D(self.G(x.to(self.device)))


class OnDemand:
    def __init__(self, device):
        self.G = nn.Linear(3, 3)
        self.device = device

    def cuda(self):
        self.G.to(self.device)
        return self

    def run(self, x):
        return self.G(x.to(self.device))


class Wrap(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner


a, b = nn.Linear(3, 3), nn.Linear(3, 3)
for net in (a, b):
    net.to(device)
print(a(x) + b(x))

c, d = nn.Linear(3, 3), nn.Linear(3, 3)
[net.to(device) for net in (c, d)]
print(c(x) + d(x))

e, f = nn.Linear(3, 3), nn.Linear(3, 3)
move_all(e, f, device=device)
print(e(x) + f(x))

g, h = nn.Linear(3, 3), nn.Linear(3, 3)
move_list([g, h], device)
print(g(x) + h(x))

i = nn.Linear(3, 3)
Owner(i, device).setup()
print(i(x))

j, k = nn.Linear(3, 3), nn.Linear(3, 3)
both = nn.Sequential(j, k)
both.to(device)
print(j(x) + k(x))

m = nn.Linear(3, 3)
Wrap(m).to(device)
print(m(x))

given = Wrap(nn.Linear(3, 3))
given.to(device)
print(given.inner(x))

n = nn.Linear(3, 3)
whole = Wrap(nn.Linear(3, 3))
whole.other = n
whole.to(device)
print(n(x))

o = nn.Linear(3, 3)
try:
    o.to(device)
except RuntimeError:
    print("no memory")
print(o(x))

p = nn.Linear(3, 3)
while True:
    p.to(device)
    break
print(p(x))

q = nn.Linear(3, 3)


def bring():
    q.to(device)


bring()
print(q(x))

r = Wrap(nn.Linear(3, 3))
for part in ("inner",):
    getattr(r, part).to(device)
print(r.inner(x))

print(ByName(device).run(x), ByList(device).run(x), OnDemand(device).cuda().run(x))
