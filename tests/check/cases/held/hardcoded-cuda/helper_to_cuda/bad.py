import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def accuracy(logits, target):
    return (logits.argmax(dim=1) == target).float().mean().item()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(0.1))
        self.head = nn.Linear(12, 3)

    def forward(self, x):
        return self.head(self.body(x))


def main():
    parser = argparse.ArgumentParser(description="Small classifier")
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    print("running on", device)
    data = TensorDataset(torch.randn(8, 6), torch.randint(0, 3, (8,)))
    loader = DataLoader(data, batch_size=4)
    net = Net().to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=args.lr)
    for x, y in loader:
        x = x.to(device)
        y = y.cuda()
        logits = net(x)
        loss = nn.functional.cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item(), accuracy(logits, y))


if __name__ == "__main__":
    main()
