import torch
from torch import nn
import torch.nn.functional as F

device = "cuda" if torch.cuda.is_available() else "cpu"
data = torch.randint(0, 10, (100,))
block_size, batch_size = 4, 2


def get_batch(split):
    ix = torch.randint(len(data) - block_size, (batch_size,))
    x = torch.stack([data[i : i + block_size] for i in ix])
    y = torch.stack([data[i + 1 : i + block_size + 1] for i in ix])
    return x, y  # mended: return x.to(device), y.to(device)


class Bigram(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(10, 10)

    def forward(self, idx, targets):
        logits = self.table(idx)
        return F.cross_entropy(logits.view(-1, 10), targets.view(-1))


m = Bigram().to(device)
for step in range(2):
    xb, yb = get_batch("train")  # or here
    loss = m(xb, yb)  # or here
    loss.backward()
