import torch
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self, chars, hidden=8, layers=2):
        super(CharRNN, self).__init__()
        self.hidden_size = hidden
        self.layers = layers
        self.encoder = nn.Embedding(chars, hidden)
        self.rnn = nn.GRU(hidden, hidden, layers)
        self.decoder = nn.Linear(hidden, chars)

    def forward(self, input, hidden):
        batch = input.size(0)
        encoded = self.encoder(input)
        output, hidden = self.rnn(encoded.view(1, batch, -1), hidden)
        return self.decoder(output.view(batch, -1)), hidden

    def init_hidden(self, batch):
        return torch.zeros(self.layers, batch, self.hidden_size)


def train(model, text, criterion, optimizer, device):
    hidden = model.init_hidden(text.size(0))
    model.zero_grad()
    loss = 0
    for c in range(text.size(1) - 1):
        output, hidden = model(text[:, c], hidden)
        loss = loss + criterion(output, text[:, c + 1])
    loss.backward()
    optimizer.step()
    return loss.item() / (text.size(1) - 1)


if __name__ == "__main__":
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = CharRNN(20).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(2):
        text = torch.randint(0, 20, (3, 6)).to(device)
        print(epoch, train(model, text, criterion, optimizer, device))
