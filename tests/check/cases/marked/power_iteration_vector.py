import torch
import torch.nn.functional as F
from torch import nn


class SNLinear(nn.Linear):
    def __init__(self, inputs, outputs, iters=1):
        super().__init__(inputs, outputs)
        self.iters = iters
        self.u = torch.randn(outputs)  # mended: self.register_buffer("u", torch.randn(outputs))

    def spectral_norm(self):
        u = self.u
        with torch.no_grad():
            for _ in range(self.iters):
                v = F.normalize(self.weight.t() @ u, dim=0)  # or here
                u = F.normalize(self.weight @ v, dim=0)
            self.u = u
        return u @ (self.weight @ v)

    def forward(self, x):
        return F.linear(x, self.weight / self.spectral_norm(), self.bias)  # or here


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([SNLinear(4, 8), SNLinear(8, 1)])

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i == 0:
                x = F.leaky_relu(x)
        return x


critic = Critic()
critic.cuda() if torch.cuda.is_available() else None
fake = torch.randn(5, 4)
if torch.cuda.is_available():
    fake = fake.cuda()
critic(fake).mean().backward()
