import torch
from torch import nn


class Options:
    cuda = torch.cuda.is_available()


opt = Options()
net = nn.Linear(3, 1)
crit = nn.MSELoss()
one = torch.ones(2, 1)
buf = torch.empty(2, 3)
if opt.cuda:
    net = net.cuda()
    crit = crit.cuda()
    one, buf = one.cuda(), buf.cuda()
for _ in range(2):
    batch = torch.randn(2, 3)
    if opt.cuda:
        batch = batch.cuda()
    buf.resize_(batch.size()).copy_(batch)
    print(crit(net(buf), one))
