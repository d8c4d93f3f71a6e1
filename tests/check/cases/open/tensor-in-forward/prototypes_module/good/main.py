import torch
from torch import nn
from episodes import prototypes


class ProtoNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(6, 4)

    def forward(self, support, labels, query):
        z = self.encoder(support)
        centres = prototypes(z, labels, ways=3)
        return -torch.cdist(self.encoder(query), centres)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = ProtoNet().to(device)
support, query = torch.randn(6, 6, device=device), torch.randn(4, 6, device=device)
labels = torch.tensor([0, 0, 1, 1, 2, 2], device=device)
print(net(support, labels, query).shape)
