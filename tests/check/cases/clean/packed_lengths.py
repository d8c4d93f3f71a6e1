import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rnn = nn.GRU(2, 3, batch_first=True).to(device)
x, lengths = torch.randn(2, 4, 2).to(device), torch.tensor([4, 2])
packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
print(rnn(packed)[1].shape)
