import torch
from torch import nn


class Leaky(nn.Module):
    def __init__(self, beta=0.9):
        super().__init__()
        self.register_buffer("beta", torch.as_tensor(beta))

    @staticmethod
    def init_leaky(*shape):
        return torch.zeros(*shape)  # or here

    def forward(self, current, mem):
        mem = self.beta * mem + current
        return (mem > 1).float(), mem


class SpikeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(5, 3)
        self.lif = Leaky()

    def forward(self, x, steps=3):
        mem = self.lif.init_leaky(x.size(0), 3)  # mended: mem = self.lif.init_leaky(x.size(0), 3).to(x.device)
        spikes = []
        for _ in range(steps):
            spike, mem = self.lif(self.fc(x), mem)  # or here
            spikes.append(spike)
        return torch.stack(spikes).sum(0)


device = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")
net = SpikeNet().to(device)
print(net(torch.rand(2, 5, device=device)))
