import torch
from torch import nn


class TwoGpuNet(nn.Module):
    """The first half lives on one card, the second half on the other."""

    def __init__(self, width=8, first="cuda:0", second="cuda:1"):
        super().__init__()
        self.first, self.second = torch.device(first), torch.device(second)
        self.embed = nn.Sequential(nn.Linear(width, 16), nn.ReLU()).to(self.first)
        self.encoder = nn.Sequential(nn.Linear(16, 16), nn.ReLU()).to(self.first)
        self.decoder = nn.Sequential(nn.Linear(16, 16), nn.ReLU()).to(self.second)
        self.head = nn.Linear(16, 2).to(self.second)

    def forward(self, x):
        shallow = self.embed(x.to(self.first))
        deep = self.encoder(shallow).to(self.second)
        y = self.decoder(deep + shallow)
        return self.head(y)


def main():
    if torch.cuda.device_count() < 2:
        raise SystemExit("needs two GPUs")
    net = TwoGpuNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for _ in range(2):
        x, y = torch.randn(4, 8), torch.randint(0, 2, (4,))
        logits = net(x)
        loss = criterion(logits, y.to(logits.device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
