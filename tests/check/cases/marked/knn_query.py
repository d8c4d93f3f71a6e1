import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, n, w):
        super().__init__()
        self.keys = torch.randn(n, w)  # mended: self.register_buffer("keys", torch.randn(n, w))
        self.proj = nn.Linear(w, w)

    def query(self, x, k):
        sim = self.proj(x) @ self.keys.t()  # or here
        return sim.topk(k).indices


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
m = Memory(8, 3)
m.to(device)
print(m.query(torch.randn(2, 3, device=device), 2))
