import torch
import torch.nn as nn


class LocalAttention(nn.Module):
    def __init__(self, dim, window):
        super().__init__()
        self.window = window
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)

    def pad(self, x):
        missing = -x.shape[1] % self.window
        if missing:
            filler = torch.zeros((x.shape[0], missing, x.shape[2]), dtype=x.dtype)  # mended: filler = torch.zeros((x.shape[0], missing, x.shape[2]), dtype=x.dtype, device=x.device)
            x = torch.cat((x, filler), dim=1)  # or here
        return x

    def forward(self, x):
        length = x.shape[1]
        x = self.pad(x)
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n // self.window, self.window, 3 * d).chunk(3, -1)
        out = (q @ k.transpose(-1, -2)).softmax(-1) @ v
        return out.reshape(b, n, d)[:, :length]


@torch.no_grad()
def test(device):
    model = LocalAttention(4, 3).to(device=device)
    sample = torch.randn(1, 7, 4, device=device)
    return model(sample)


print(test("cuda" if torch.cuda.is_available() else "cpu").shape)
