import torch
from torch import nn
from torch.utils.data import DataLoader

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def collate(rows):
    x = torch.stack([r[0] for r in rows])
    y = torch.tensor([r[1] for r in rows])
    return x.to(device), y.to(device)


def main():
    model = nn.Linear(3, 2).to(device)
    rows = [(torch.randn(3), i % 2) for i in range(8)]
    loader = DataLoader(rows, batch_size=4, num_workers=2, collate_fn=collate)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
