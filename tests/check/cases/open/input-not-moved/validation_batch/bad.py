import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class HousePrices(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.hidden = nn.Linear(features, 16)
        self.norm = nn.LayerNorm(16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return self.out(torch.relu(self.norm(self.hidden(x)))).squeeze(-1)


def load_data(n=12):
    x = torch.randn(n, 5)
    y = x @ torch.tensor([1.0, 2.0, -1.0, 0.5, 0.0]) + 0.1 * torch.randn(n)
    return random_split(TensorDataset(x, y), [8, 4])


def main():
    train_set, valid_set = load_data()
    train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
    valid_loader = DataLoader(valid_set, batch_size=4)
    model = HousePrices(5).to(DEVICE)
    loss_fn = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(2):
        model.train()
        for xb, yb in train_loader:
            xb, yb = xb.to(DEVICE), yb.to(DEVICE)
            loss = loss_fn(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            valid = [loss_fn(model(xb), yb).item() for xb, yb in valid_loader]
        print(f"{epoch}: {sum(valid) / len(valid):.3f}")


if __name__ == "__main__":
    main()
