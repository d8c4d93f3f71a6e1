import torch
import torch.nn as nn


class CharRNN(nn.Module):
    def __init__(self, vocab, hidden=6, layers=2):
        super().__init__()
        self.hidden, self.layers = hidden, layers
        self.lstm = nn.LSTM(vocab, hidden, layers, batch_first=True)
        self.fc = nn.Linear(hidden, vocab)

    def init_hidden(self, batch):
        weight = next(self.parameters()).data
        return weight.new(self.layers, batch, self.hidden).zero_(), torch.zeros(self.layers, batch, self.hidden)  # mended: return (weight.new(self.layers, batch, self.hidden).zero_(),) * 2

    def forward(self, x, hidden):
        out, hidden = self.lstm(x, hidden)  # or here
        return self.fc(out), hidden


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = CharRNN(7).to(device)
h = net.init_hidden(3)
for step in range(2):
    h = tuple(each.data for each in h)
    out, h = net(torch.rand(3, 4, 7, device=device), h)  # or here
print(out.shape)
