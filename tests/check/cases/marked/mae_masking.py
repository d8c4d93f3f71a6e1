import torch
from torch import nn


class MAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(4, 8)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, 8))

    def random_masking(self, x, ratio):
        n, l, d = x.shape
        keep = int(l * (1 - ratio))
        noise = torch.rand(n, l)  # mended: noise = torch.rand(n, l, device=x.device)
        shuffle = torch.argsort(noise, dim=1)
        ids_keep = shuffle[:, :keep]
        return torch.gather(x, 1, ids_keep.unsqueeze(-1).repeat(1, 1, d))  # or here

    def forward(self, x):
        return self.random_masking(self.enc(x), 0.5)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(MAE().to(device)(torch.randn(2, 4, 4, device=device)).shape)
