import lightning as pl
import torch
from torch import nn


class STFTLoss(nn.Module):
    def __init__(self, n_fft=8):
        super().__init__()
        self.n_fft = n_fft
        self.window = torch.hann_window(n_fft)  # mended: self.register_buffer("window", torch.hann_window(n_fft))

    def spectrum(self, x):
        return torch.stft(x, self.n_fft, window=self.window, return_complex=True).abs()  # or here

    def forward(self, x, y):
        return (self.spectrum(x) - self.spectrum(y)).abs().mean()  # or here


class Vocoder(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(32, 32)
        self.losses = nn.ModuleList([STFTLoss(8), STFTLoss(16)])

    def training_step(self, batch, batch_idx):
        x, y = batch
        y_hat = self.net(x)
        return sum(loss(y_hat, y) for loss in self.losses)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
module = Vocoder().to(device)
batch = (torch.randn(2, 32, device=device), torch.randn(2, 32, device=device))
module.training_step(batch, 0).backward()
