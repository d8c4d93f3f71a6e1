import torch
import torch.nn as nn
import torch.nn.functional as F


class MLP(nn.Module):
    def __init__(self, sizes, dropout=0.0):
        super().__init__()
        self.dropout = dropout
        self.layers = nn.ModuleList()
        for n_in, n_out in zip(sizes[:-2], sizes[1:-1]):
            self.layers.append(nn.Linear(n_in, n_out))
        self.last = nn.Linear(sizes[-2], sizes[-1])

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
            x = F.dropout(x, self.dropout, self.training)
        return self.last(x)


class Ensemble(nn.Module):
    def __init__(self, members, sizes):
        super().__init__()
        self.members = nn.ModuleList([MLP(sizes) for _ in range(members)])

    def forward(self, x):
        votes = torch.stack([member(x) for member in self.members])
        return votes.mean(dim=0), votes.std(dim=0)


def main():
    device = torch.device("cuda:0") if torch.cuda.is_available() else torch.device("cpu")
    net = Ensemble(2, [3, 8, 8, 1]).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
    x = torch.linspace(-1, 1, 12, device=device).view(4, 3)
    y = x.sum(dim=1, keepdim=True).sin()
    for _ in range(2):
        mean, spread = net(x)
        loss = F.mse_loss(mean, y) + 0.01 * spread.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


main()
