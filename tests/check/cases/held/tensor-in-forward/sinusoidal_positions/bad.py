import math

import torch
from torch import nn


def sinusoid(length, width):
    """Fixed positional features, one row per position."""
    position = torch.arange(length).unsqueeze(1)
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate)
    return table


class TextEncoder(nn.Module):
    def __init__(self, vocab, width, heads=2, layers=1):
        super().__init__()
        self.tokens = nn.Embedding(vocab, width)
        self.positions = nn.Embedding(64, width)
        self.register_buffer("sinusoid", sinusoid(64, width))
        block = nn.TransformerEncoderLayer(width, heads, 2 * width, batch_first=True)
        self.blocks = nn.TransformerEncoder(block, layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        batch, length = ids.shape
        where = torch.arange(length).unsqueeze(0).expand(batch, length)
        x = self.tokens(ids) + self.positions(where)
        x = x + self.sinusoid[:length]
        return self.norm(self.blocks(x))


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    encoder = TextEncoder(vocab=50, width=8).to(device)
    ids = torch.randint(0, 50, (3, 7)).to(device)
    features = encoder(ids)
    print(features.shape, features.mean().item())


if __name__ == "__main__":
    main()
