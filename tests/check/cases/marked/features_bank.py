import torch
from torch import nn


@torch.no_grad()
def build_bank(net, batches, device):
    feats, labels = [], []
    for x, y in batches:
        feats.append(net(x.to(device)).cpu())  # or here
        labels.append(y)
    return torch.cat(feats), torch.cat(labels)


def knn(net, x, bank, labels, device):
    f = net(x.to(device))
    sim = f @ bank.t()  # mended: sim = f @ bank.t().to(device)
    return labels[sim.argmax(1).cpu()]


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Linear(4, 3).to(device)
    data = [(torch.randn(4, 4), torch.randint(0, 2, (4,)))]
    bank, labels = build_bank(net, data, device)
    print(knn(net, torch.randn(2, 4), bank, labels, device))


main()
