import torch
from torch import nn


@torch.no_grad()
def extract(net, rows, device):
    return torch.cat([net(r.to(device)).cpu() for r in rows.split(3)])


def nearest(bank, query, k=2):
    return torch.cdist(query, bank).topk(k, largest=False).indices


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 4)).to(device).eval()
    bank = extract(net, torch.randn(9, 5), device)
    with torch.no_grad():
        query = net(torch.randn(2, 5).to(device))
    found = nearest(bank, query)
    print(found.tolist())


if __name__ == "__main__":
    main()
