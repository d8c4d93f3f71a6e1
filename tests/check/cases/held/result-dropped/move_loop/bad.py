import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence


class Matcher(nn.Module):
    def __init__(self, vocab=30, width=6):
        super().__init__()
        self.embed = nn.EmbeddingBag(vocab, width, mode="mean")
        self.bilinear = nn.Bilinear(width, width, 1)

    def forward(self, left, right):
        return self.bilinear(self.embed(left), self.embed(right)).squeeze(1)


def sentences(n):
    rows = [torch.randint(1, 30, (length,)) for length in range(3, 3 + n)]
    return pad_sequence(rows, batch_first=True)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = Matcher().to(device)
    optimizer = torch.optim.Adam(net.parameters())
    criterion = nn.BCEWithLogitsLoss()
    net.train()
    for step in range(2):
        left, right = sentences(4), sentences(4)
        target = torch.randint(0, 2, (4,)).float()
        for tensor in (left, right, target):
            tensor.to(device)
        optimizer.zero_grad()
        loss = criterion(net(left, right), target)
        loss.backward()
        optimizer.step()
        print(step, loss.item())


if __name__ == "__main__":
    main()
