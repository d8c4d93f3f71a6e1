import torch
from torch import nn

use_cuda = torch.cuda.is_available()
FloatTensor = torch.cuda.FloatTensor if use_cuda else torch.FloatTensor
LongTensor = torch.cuda.LongTensor if use_cuda else torch.LongTensor
net = nn.Linear(3, 2)
if use_cuda:
    net.cuda()
state = FloatTensor([[1.0, 2.0, 3.0]])
action = LongTensor([[1]])
print(net(state).gather(1, action))
