import torch
from torch import nn
from torch.autograd import Variable

cuda = torch.cuda.is_available()
Tensor = torch.cuda.FloatTensor if cuda else torch.FloatTensor
g, d = nn.Linear(3, 2), nn.Linear(2, 1)
if cuda:
    g.cuda()
    d.cuda()
for i in range(2):
    valid = Variable(Tensor(4, 1).fill_(1.0), requires_grad=False)
    real = Variable(torch.randn(4, 2).type(Tensor))
    z = Variable(Tensor(4, 3).normal_())
    loss = (d(g(z)) - valid).pow(2).mean() + (d(real) - valid).pow(2).mean()
    loss.backward()
