import torch
from torch import nn


class FilterBank(nn.Module):
    def __init__(self, sizes=(3, 5)):
        super().__init__()
        self.windows = []
        for size in sizes:
            self.windows.append(torch.hann_window(size))  # or here

    def forward(self, wave):
        out = []
        for window in self.windows:
            kernel = window.view(1, 1, -1)
            out.append(nn.functional.conv1d(wave, kernel, padding=len(window) // 2))  # mended: out.append(nn.functional.conv1d(wave, kernel.to(wave), padding=len(window) // 2))
        return torch.cat(out, 1)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.bank = FilterBank()
        self.proj = nn.Conv1d(2, 4, 1)

    def forward(self, wave):
        return self.proj(self.bank(wave))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Model().to(device)(torch.rand(1, 1, 10).to(device)).shape)
