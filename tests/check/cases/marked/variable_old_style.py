import torch
from torch import nn
from torch.autograd import Variable

use_cuda = torch.cuda.is_available()
netD = nn.Linear(4, 1)
if use_cuda:
    netD.cuda()


def train_step(real):
    label = Variable(torch.ones(real.size(0), 1))  # mended: label = Variable(torch.ones(real.size(0), 1)); label = label.cuda() if use_cuda else label
    if use_cuda:
        real = real.cuda()
    out = torch.sigmoid(netD(real))
    return nn.functional.binary_cross_entropy(out, label)  # or here


train_step(torch.randn(2, 4)).backward()
