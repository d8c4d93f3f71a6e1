import torch
from torch import nn


class MultiTaskNet(nn.Module):
    """A shared trunk with one head per task."""

    def __init__(self, width, sizes):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(width, 16), nn.ReLU())
        self.heads = nn.ModuleList([nn.Linear(16, size) for size in sizes])
        self.names = [f"task{i}" for i in range(len(sizes))]
        self.scale = nn.Parameter(torch.ones(len(sizes)))

    def forward(self, x):
        shared = self.trunk(x)
        out = {}
        for i, (name, head) in enumerate(zip(self.names, self.heads)):
            out[name] = head(shared) * self.scale[i]
        return out


def task_loss(outputs, targets):
    total = 0
    for name, logits in outputs.items():
        total = total + nn.functional.cross_entropy(logits, targets[name])
    return total


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = MultiTaskNet(5, [2, 3]).to(device)
    opt = torch.optim.SGD(net.parameters(), lr=0.05)
    for _ in range(2):
        x = torch.randn(4, 5, device=device)
        targets = {
            "task0": torch.randint(0, 2, (4,), device=device),
            "task1": torch.randint(0, 3, (4,), device=device),
        }
        loss = task_loss(net(x), targets)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(loss.item())


if __name__ == "__main__":
    main()
