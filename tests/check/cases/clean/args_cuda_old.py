import argparse
import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--no-cuda", action="store_true")
args = parser.parse_args()
args.cuda = not args.no_cuda and torch.cuda.is_available()


class RNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 4)
        self.r = nn.GRU(4, 4)
        self.o = nn.Linear(4, 9)

    def forward(self, x, h):
        y, h = self.r(self.e(x), h)
        return self.o(y), h

    def init_hidden(self, n):
        weight = next(self.parameters())
        return weight.new_zeros(1, n, 4)


model = RNN()
if args.cuda:
    model.cuda()
criterion = nn.CrossEntropyLoss()


def batches():
    for _ in range(2):
        x, y = torch.randint(0, 9, (3, 2)), torch.randint(0, 9, (6,))
        if args.cuda:
            x, y = x.cuda(), y.cuda()
        yield x, y


hidden = model.init_hidden(2)
for x, y in batches():
    hidden = hidden.detach()
    out, hidden = model(x, hidden)
    print(criterion(out.view(-1, 9), y))
mask = torch.ones(2)
if args.cuda:
    mask = mask.cuda()
print((out.sum((0, 2)) * mask).sum())
