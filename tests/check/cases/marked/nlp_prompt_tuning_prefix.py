import torch
from torch import nn


class PrefixModel(nn.Module):
    def __init__(self, length=2, dim=4):
        super().__init__()
        self.length = length
        self.prefix_ids = torch.arange(length)  # mended: self.register_buffer("prefix_ids", torch.arange(length))
        self.prefix = nn.Embedding(length, dim)
        self.words = nn.Embedding(10, dim)

    def prompt(self, batch):
        ids = self.prefix_ids.unsqueeze(0).expand(batch, -1)  # or here
        return self.prefix(ids)  # or here

    def forward(self, ids):
        return torch.cat([self.prompt(ids.size(0)), self.words(ids)], dim=1)


model = PrefixModel()
if torch.cuda.is_available():
    model = model.cuda()
device = next(model.parameters()).device
print(model(torch.zeros(2, 3, dtype=torch.long, device=device)).shape)
