import torch
from torch import nn


@torch.no_grad()
def generate(model, prompt, steps, device):
    ids = torch.tensor([prompt], device=device)
    done = torch.zeros(1, dtype=torch.bool)  # mended: done = torch.zeros(1, dtype=torch.bool, device=device)
    for _ in range(steps):
        logits = model(ids)[:, -1]
        nxt = logits.argmax(-1)
        done = done | (nxt == 0)  # or here
        ids = torch.cat([ids, nxt[:, None]], dim=1)
        if done.all():
            break
    return ids


class LM(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(9, 4)
        self.o = nn.Linear(4, 9)

    def forward(self, ids):
        return self.o(self.e(ids))


device = "cuda" if torch.cuda.is_available() else "cpu"
print(generate(LM().to(device), [1, 2], 3, device))
