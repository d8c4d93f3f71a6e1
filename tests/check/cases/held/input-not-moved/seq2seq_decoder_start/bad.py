import torch
import torch.nn as nn

SOS, EOS = 0, 1
MAX_LENGTH = 4
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class EncoderRNN(nn.Module):
    def __init__(self, vocab, hidden):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)

    def forward(self, source):
        return self.gru(self.embedding(source))


class DecoderRNN(nn.Module):
    def __init__(self, hidden, vocab):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.gru = nn.GRU(hidden, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def step(self, token, hidden):
        output, hidden = self.gru(torch.relu(self.embedding(token)), hidden)
        return self.out(output), hidden


def first_token(batch):
    return torch.empty(batch, 1, dtype=torch.long).fill_(SOS)


def greedy(encoder, decoder, source):
    _, hidden = encoder(source)
    token = first_token(source.size(0))
    decoded = []
    for _ in range(MAX_LENGTH):
        logits, hidden = decoder.step(token, hidden)
        token = logits.argmax(dim=-1)
        decoded.append(token)
    return torch.cat(decoded, dim=1)


def sentence_tensor(indices):
    return torch.tensor([*indices, EOS], dtype=torch.long, device=device).view(1, -1)


encoder = EncoderRNN(20, 6).to(device)
decoder = DecoderRNN(6, 20).to(device)
with torch.no_grad():
    for words in ([3, 4, 5], [6, 7]):
        print(greedy(encoder, decoder, sentence_tensor(words)).tolist())
