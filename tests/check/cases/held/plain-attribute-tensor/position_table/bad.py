import math

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=50, dropout=0.1):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len, dtype=torch.float).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(1e4) / d_model))
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.pe = pe.unsqueeze(0).transpose(0, 1)

    def forward(self, x):
        return self.dropout(x + self.pe[: x.size(0)])


class TransformerModel(nn.Module):
    def __init__(self, ntoken, ninp=8, nhead=2):
        super().__init__()
        self.src_mask = None
        self.ninp = ninp
        self.embed = nn.Embedding(ntoken, ninp)
        self.pos_encoder = PositionalEncoding(ninp)
        self.layer = nn.TransformerEncoderLayer(ninp, nhead, 16)
        self.decoder = nn.Linear(ninp, ntoken)

    def forward(self, src):
        if self.src_mask is None or self.src_mask.size(0) != len(src):
            mask = nn.Transformer.generate_square_subsequent_mask(len(src))
            self.src_mask = mask.to(src.device)
        x = self.pos_encoder(self.embed(src) * math.sqrt(self.ninp))
        return self.decoder(self.layer(x, self.src_mask))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = TransformerModel(30).to(device)
criterion = nn.CrossEntropyLoss()
tokens = torch.randint(0, 30, (6, 3), device=device)
output = model(tokens[:-1])
loss = criterion(output.reshape(-1, 30), tokens[1:].reshape(-1))
loss.backward()
print(loss.item())
