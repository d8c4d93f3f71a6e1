import torch
from torch import nn


def mel_filters(bins, mels):
    """Triangles over a linear frequency axis."""
    centre = torch.linspace(0, bins - 1, mels + 2)
    freq = torch.arange(bins).float()
    up = (freq[None] - centre[:-2, None]) / (centre[1:-1] - centre[:-2])[:, None]
    down = (centre[2:, None] - freq[None]) / (centre[2:] - centre[1:-1])[:, None]
    return torch.minimum(up, down).clamp(min=0)


class LogMel(nn.Module):
    def __init__(self, n_fft=16, hop=8, mels=4):
        super().__init__()
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))
        self.filters = mel_filters(n_fft // 2 + 1, mels)

    def frames(self, wave):
        padded = nn.functional.pad(wave, (0, self.n_fft))
        return padded.unfold(-1, self.n_fft, self.hop) * self.window

    def forward(self, wave):
        frames = self.frames(wave)
        basis = torch.arange(self.n_fft, device=wave.device, dtype=wave.dtype)
        k = torch.arange(self.n_fft // 2 + 1, device=wave.device, dtype=wave.dtype)
        angle = 6.2831853 * k[:, None] * basis[None] / self.n_fft
        power = (frames @ angle.cos().T) ** 2 + (frames @ angle.sin().T) ** 2
        return torch.log(power @ self.filters.T + 1e-6)


class KeywordSpotter(nn.Module):
    def __init__(self, words=5):
        super().__init__()
        self.mel = LogMel()
        self.rnn = nn.GRU(4, 8, batch_first=True)
        self.fc = nn.Linear(8, words)

    def forward(self, wave):
        _, h = self.rnn(self.mel(wave))
        return self.fc(h[-1])


if __name__ == "__main__":
    use_cuda = torch.cuda.is_available()
    net = KeywordSpotter()
    wave = torch.randn(2, 64)
    if use_cuda:
        net, wave = net.cuda(), wave.cuda()
    print(net(wave).argmax(dim=1).tolist())
