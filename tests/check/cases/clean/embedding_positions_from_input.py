import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(9, 4), nn.Embedding(8, 4)
        self.register_buffer("ids", torch.arange(8).unsqueeze(0), persistent=False)

    def forward(self, ids):
        return self.tok(ids) + self.pos(self.ids[:, : ids.size(1)])


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(Net().to(device)(torch.randint(0, 9, (2, 5), device=device)).shape)
