import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self, vocab=12, width=8):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.rnn = nn.GRU(width, width, batch_first=True)
        self.head = nn.Linear(width, vocab)

    def forward(self, ids):
        return self.head(self.rnn(self.embed(ids))[0])


class Beam:
    """The best partial sentences so far."""

    def __init__(self, size, start):
        self.size = size
        self.scores = torch.zeros(size, device="cuda:0")
        self.scores[1:] = float("-inf")
        self.tokens = start.repeat(size, 1)

    def advance(self, log_probs):
        vocab = log_probs.size(1)
        total = (self.scores.unsqueeze(1) + log_probs).view(-1)
        self.scores, best = total.topk(self.size)
        parent = torch.div(best, vocab, rounding_mode="floor")
        following = (best % vocab).unsqueeze(1)
        self.tokens = torch.cat([self.tokens[parent], following], dim=1)


@torch.no_grad()
def search(model, start, size=2, steps=3):
    beam = Beam(size, start)
    for _ in range(steps):
        logits = model(beam.tokens)[:, -1]
        beam.advance(logits.log_softmax(dim=-1))
    return beam.tokens[beam.scores.argmax()]


def cli():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = LanguageModel().to(device).eval()
    start = torch.tensor([[1]]).to(device)
    print(search(model, start).tolist())


if __name__ == "__main__":
    cli()
