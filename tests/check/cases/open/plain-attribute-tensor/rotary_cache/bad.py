import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim, base=10000.0):
        super().__init__()
        self.inv_freq = 1.0 / (base ** (torch.arange(0, dim, 2).float() / dim))
        self.cached = None

    def tables(self, x):
        length = x.size(1)
        if self.cached is None or self.cached[0].size(0) < length:
            t = torch.arange(length, device=x.device, dtype=self.inv_freq.dtype)
            angle = torch.outer(t, self.inv_freq)
            angle = torch.cat([angle, angle], dim=-1)
            self.cached = (angle.cos(), angle.sin())
        cos, sin = self.cached
        return cos[:length].to(x.dtype), sin[:length].to(x.dtype)

    def forward(self, x):
        cos, sin = self.tables(x)
        a, b = x.chunk(2, dim=-1)
        return x * cos + torch.cat([-b, a], dim=-1) * sin


class Layer(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.rotary = Rotary(width)
        self.q = nn.Linear(width, width)
        self.k = nn.Linear(width, width)
        self.v = nn.Linear(width, width)

    def forward(self, x):
        q, k = self.rotary(self.q(x)), self.rotary(self.k(x))
        return x + nn.functional.scaled_dot_product_attention(q, k, self.v(x), is_causal=True)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    layers = nn.Sequential(Layer(), Layer()).to(device)
    with torch.no_grad():
        y = layers(torch.randn(2, 5, 8, device=device))
    print(y.float().cpu().mean().item())


if __name__ == "__main__":
    main()
