import torch
from torch import nn


class SwinBlock(nn.Module):
    def __init__(self, size=4, window=2):
        super().__init__()
        self.size, self.window = size, window
        self.fc = nn.Linear(3, 3)
        img_mask = torch.zeros((1, size, 1))
        for cnt, s in enumerate((slice(0, 2), slice(2, 4))):
            img_mask[:, s, :] = cnt
        windows = img_mask.view(-1, window)
        mask = windows.unsqueeze(1) - windows.unsqueeze(2)
        self.attn_mask = mask.masked_fill(mask != 0, -100.0)  # mended: self.register_buffer("attn_mask", mask.masked_fill(mask != 0, -100.0))

    def forward(self, x):
        x = self.fc(x).view(-1, self.window, 3)
        attn = x @ x.transpose(-2, -1)
        attn = attn + self.attn_mask  # or here
        return attn.softmax(-1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
SwinBlock().to(device)(torch.randn(1, 4, 3, device=device))
