import torch
from torch import nn


class Config:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    hidden = 4


cfg = Config()
encoder = nn.Linear(3, cfg.hidden).to(cfg.device)
decoder = nn.Linear(cfg.hidden, 3)  # mended: decoder = nn.Linear(cfg.hidden, 3).to(cfg.device)
optimizer = torch.optim.Adam(list(encoder.parameters()) + list(decoder.parameters()))
for x in torch.randn(4, 2, 3):
    x = x.to(cfg.device)
    loss = (decoder(encoder(x)) - x).pow(2).mean()  # or here
    loss.backward()
