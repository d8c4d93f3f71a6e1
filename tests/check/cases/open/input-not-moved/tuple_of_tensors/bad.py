import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Sessions(Dataset):
    def __init__(self, n=6, length=5, items=20):
        self.rows = torch.randint(1, items, (n, length + 1))
        self.age = torch.rand(n, 1)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i, :-1], self.age[i], self.rows[i, -1]


class NextItem(nn.Module):
    def __init__(self, items=20, width=6):
        super().__init__()
        self.items = nn.Embedding(items, width)
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.mix = nn.Linear(width + 1, width)

    def forward(self, history, age):
        _, h = self.rnn(self.items(history))
        h = torch.tanh(self.mix(torch.cat([h[-1], age], dim=1)))
        return h @ self.items.weight.T


def main():
    gpu = torch.cuda.is_available()
    net = NextItem()
    if gpu:
        net = net.cuda()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    loader = DataLoader(Sessions(), batch_size=3, shuffle=True, num_workers=0, pin_memory=gpu)
    for history, age, following in loader:
        if gpu:
            history = history.cuda(non_blocking=True)
            following = following.cuda(non_blocking=True)
        scores = net(history, age)
        loss = nn.functional.cross_entropy(scores, following)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


if __name__ == "__main__":
    main()
