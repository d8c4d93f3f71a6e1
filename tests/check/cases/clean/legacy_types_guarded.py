import torch

FloatTensor = torch.cuda.FloatTensor if torch.cuda.is_available() else torch.FloatTensor
a = FloatTensor(2, 3).fill_(1.0)
b = torch.ones(2, 3).type(FloatTensor)
print((a + b).sum().item())
