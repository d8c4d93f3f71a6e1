import torch
import torch.nn as nn
from torch.autograd import Variable


class SentimentLSTM(nn.Module):
    def __init__(self, n_words, n_embed, n_hidden, n_layers=1):
        super(SentimentLSTM, self).__init__()
        self.n_hidden = n_hidden
        self.n_layers = n_layers
        self.embedding = nn.Embedding(n_words, n_embed)
        self.lstm = nn.LSTM(n_embed, n_hidden, n_layers, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(n_hidden, 1)

    def forward(self, x):
        batch_size = x.size(0)
        # start every sentence with an empty memory
        h0 = Variable(torch.zeros(self.n_layers, batch_size, self.n_hidden))
        c0 = Variable(torch.zeros(self.n_layers, batch_size, self.n_hidden))
        embedded = self.embedding(x)
        out, _ = self.lstm(embedded, (h0, c0))
        out = self.dropout(out[:, -1])
        return torch.sigmoid(self.fc(out)).squeeze(1)


train_on_gpu = torch.cuda.is_available()
net = SentimentLSTM(100, 6, 5)
if train_on_gpu:
    net.cuda()

criterion = nn.BCELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

net.train()
for step in range(2):
    inputs = torch.randint(0, 100, (4, 9))
    labels = torch.randint(0, 2, (4,))
    if train_on_gpu:
        inputs, labels = inputs.cuda(), labels.cuda()
    net.zero_grad()
    output = net(inputs)
    loss = criterion(output, labels.float())
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 5)
    optimizer.step()
    print("step", step, "loss", loss.item())
