import torch
from torch import nn


class ProductQuantizer(nn.Module):
    """Splits a vector into parts and replaces each by the nearest word of its codebook."""

    def __init__(self, width, parts=2, words=8):
        super().__init__()
        self.parts = parts
        self.proj = nn.Linear(width, width)
        books = [torch.randn(words, width // parts) for _ in range(parts)]
        self.codebooks = nn.ParameterList([nn.Parameter(b, requires_grad=False) for b in books])

    def forward(self, x):
        pieces = self.proj(x).chunk(self.parts, dim=-1)
        out, codes = [], []
        for piece, book in zip(pieces, self.codebooks):
            distance = torch.cdist(piece, book)
            code = distance.argmin(dim=-1)
            chosen = book[code]
            out.append(piece + (chosen - piece).detach())
            codes.append(code)
        return torch.cat(out, dim=-1), torch.stack(codes, dim=-1)


class Compressor(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.encoder = nn.Linear(width, width)
        self.quantizer = ProductQuantizer(width)
        self.decoder = nn.Linear(width, width)

    def forward(self, x):
        z, codes = self.quantizer(self.encoder(x))
        return self.decoder(z), codes


def train(device):
    net = Compressor().to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(2):
        x = torch.randn(5, 8, device=device)
        y, codes = net(x)
        loss = (y - x).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return codes.tolist()


if __name__ == "__main__":
    print(train(torch.device("cuda" if torch.cuda.is_available() else "cpu")))
