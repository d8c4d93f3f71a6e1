import torch
from torch import nn

model = nn.Linear(3, 2)
if torch.cuda.is_available():
    model = model.cuda()
x = torch.randn(4, 3)
y = torch.tensor([0, 1, 1, 0])  # or here
if torch.cuda.is_available():
    x = x.cuda()
loss = nn.CrossEntropyLoss()(model(x), y)  # mended: loss = nn.CrossEntropyLoss()(model(x), y.to(x.device))
