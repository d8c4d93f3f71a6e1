import torch
from torch import nn


class ConstructKernel(nn.Module):
    def __init__(self, channels, size):
        super().__init__()
        self.P = nn.Parameter(torch.rand(channels, 2))
        self.size = size
        self._init_tmp_variables()

    def _init_tmp_variables(self):
        lim = torch.tensor([self.size, self.size])
        idx = torch.arange(self.size).float()
        self.lim, self.idx = lim, idx  # mended: self.register_buffer("lim", lim), self.register_buffer("idx", idx)

    def forward(self):
        P = self.P + self.lim // 2  # or here
        return torch.relu(1 - (self.idx[None, :, None] - P[:, None]).abs()).sum(-1)  # or here


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.kernel = ConstructKernel(3, 5)

    def forward(self, x):
        return x @ self.kernel().t()


layer = Layer()
if torch.cuda.is_available():
    layer = layer.cuda()
print(layer(torch.rand(2, 5, device=layer.kernel.P.device)).shape)
