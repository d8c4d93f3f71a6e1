import torch
from torch import nn


class PooledEncoder(nn.Module):
    """Mean over the valid steps of each sequence."""

    def __init__(self, vocab, width):
        super().__init__()
        self.embed = nn.Embedding(vocab, width, padding_idx=0)
        self.rnn = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * width, 2)

    def forward(self, tokens, lengths):
        h, _ = self.rnn(self.embed(tokens))
        steps = torch.arange(tokens.size(1)).expand(tokens.size(0), -1)
        valid = steps < lengths.unsqueeze(1)
        h = h.masked_fill(~valid.unsqueeze(-1), 0.0)
        mean = h.sum(dim=1) / lengths.unsqueeze(1).to(h.dtype)
        return self.out(mean)


def pad(rows):
    lengths = torch.tensor([len(r) for r in rows])
    tokens = torch.zeros(len(rows), int(lengths.max()), dtype=torch.long)
    for i, r in enumerate(rows):
        tokens[i, : len(r)] = torch.tensor(r)
    return tokens, lengths


def main():
    use_cuda = torch.cuda.is_available()
    device = torch.device("cuda" if use_cuda else "cpu")
    model = PooledEncoder(20, 4).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(2):
        tokens, lengths = pad([[1, 2, 3], [4, 5], [6]])
        tokens, lengths = tokens.to(device), lengths.to(device)
        labels = torch.tensor([0, 1, 0]).to(device)
        loss = nn.functional.cross_entropy(model(tokens, lengths), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


main()
