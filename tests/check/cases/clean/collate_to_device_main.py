import torch
from torch import nn
from torch.utils.data import DataLoader


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    def collate(rows):
        return torch.stack([a for a, _ in rows]).to(device), torch.tensor([b for _, b in rows]).to(device)

    net = nn.Linear(3, 2).to(device)
    for x, y in DataLoader([(torch.randn(3), 1)] * 4, batch_size=2, collate_fn=collate):
        print(nn.functional.cross_entropy(net(x), y))


main()
