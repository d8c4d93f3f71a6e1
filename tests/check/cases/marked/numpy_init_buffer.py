import numpy as np
import torch
from torch import nn


class Sinusoid(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        table = np.array([[p / np.power(10000, 2 * (i // 2) / d) for i in range(d)] for p in range(n)])
        self.table = torch.FloatTensor(table).unsqueeze(0)  # mended: self.register_buffer("table", torch.FloatTensor(table).unsqueeze(0))
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(d, d)

    def forward(self, x):
        x = self.fc(x) + self.table[:, : x.size(1)]  # or here
        return self.drop(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Sinusoid(5, 4).to(device)(torch.randn(2, 3, 4).to(device))
