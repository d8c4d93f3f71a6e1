import torch
from torch import nn, optim


class Factors(nn.Module):
    def __init__(self, users=5, items=7, width=3):
        super().__init__()
        self.user = nn.Embedding(users, width)
        self.item = nn.Embedding(items, width)

    def forward(self, u, i):
        return (self.user(u) * self.item(i)).sum(-1)


def main():
    model = Factors()
    if torch.cuda.is_available():
        model = model.cuda()
    optimizer = optim.Adagrad(model.parameters(), lr=0.1)
    device = next(model.parameters()).device
    for _ in range(2):
        u, i = torch.randint(0, 5, (4,)).to(device), torch.randint(0, 7, (4,)).to(device)
        loss = model(u, i).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


main()
