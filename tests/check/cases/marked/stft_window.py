import torch
from torch import nn


class Spec(nn.Module):
    def __init__(self, n=16):
        super().__init__()
        self.n = n
        self.out = nn.Linear(n // 2 + 1, 2)

    def forward(self, wav):
        window = torch.hann_window(self.n)  # mended: window = torch.hann_window(self.n, device=wav.device)
        s = torch.stft(wav, self.n, window=window, return_complex=True).abs()  # or here
        return self.out(s.transpose(1, 2))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Spec().to(device)(torch.randn(2, 64, device=device)).shape)
