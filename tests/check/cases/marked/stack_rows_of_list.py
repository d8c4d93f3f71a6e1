import torch
from torch import nn


class Padder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 3)

    def forward(self, sequences):
        longest = max(len(s) for s in sequences)
        rows = []
        for s in sequences:
            pad = torch.zeros(longest - len(s), dtype=torch.long)  # mended: pad = torch.zeros(longest - len(s), dtype=torch.long, device=s.device)
            rows.append(torch.cat([s, pad]))  # or here
        return self.emb(torch.stack(rows))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Padder().to(device)
model([torch.tensor([1, 2], device=device), torch.tensor([3], device=device)])
