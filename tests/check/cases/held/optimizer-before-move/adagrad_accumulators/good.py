import torch
from torch import nn


class SkipGram(nn.Module):
    """Word vectors with negative sampling."""

    def __init__(self, vocab, width):
        super().__init__()
        self.centre = nn.Embedding(vocab, width)
        self.context = nn.Embedding(vocab, width)

    def forward(self, centre, context, negative):
        c = self.centre(centre)
        good = (c * self.context(context)).sum(-1)
        bad = torch.bmm(self.context(negative), c.unsqueeze(2)).squeeze(2)
        loss = nn.functional.logsigmoid(good) + nn.functional.logsigmoid(-bad).sum(-1)
        return -loss.mean()


def pairs(n, vocab, negatives=3):
    return (
        torch.randint(0, vocab, (n,)),
        torch.randint(0, vocab, (n,)),
        torch.randint(0, vocab, (n, negatives)),
    )


def main(vocab=20, width=4, steps=2):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = SkipGram(vocab, width)
    model.to(device)
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)
    for step in range(steps):
        batch = [t.to(device) for t in pairs(8, vocab)]
        loss = model(*batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


if __name__ == "__main__":
    main()
