import torch
from torch import nn


class ProtoNet(nn.Module):
    def __init__(self, dim=4, classes=3):
        super().__init__()
        self.encoder = nn.Linear(5, dim)
        self.classes = classes
        for c in range(classes):
            setattr(self, f"proto_{c}", torch.zeros(dim))  # mended: self.register_buffer(f"proto_{c}", torch.zeros(dim))

    def forward(self, x):
        z = self.encoder(x)
        protos = torch.stack([getattr(self, f"proto_{c}") for c in range(self.classes)])
        return -torch.cdist(z, protos)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = ProtoNet().to(device)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(6, 5, device=device), torch.randint(0, 3, (6,), device=device)
loss = nn.functional.cross_entropy(net(x), y)
loss.backward()
optimizer.step()
