import torch
from torch import nn


class Utils:
    @staticmethod
    def edge_mask(h, w):
        m = torch.zeros(h, w)  # or here
        m[0] = m[-1] = 1
        return m

    @classmethod
    def weights(cls, x):
        return 1 + cls.edge_mask(x.shape[-2], x.shape[-1])  # or here


class Loss(nn.Module):
    def forward(self, a, b):
        return (Utils.weights(a) * (a - b).abs()).mean()  # mended: return (Utils.weights(a).to(a.device) * (a - b).abs()).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Conv2d(1, 1, 1).to(device)
x = torch.rand(1, 1, 4, 4, device=device)
print(Loss()(net(x), x))
