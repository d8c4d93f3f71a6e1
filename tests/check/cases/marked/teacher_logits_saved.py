import torch
import torch.nn.functional as F
from torch import nn


class Cache:
    def __init__(self):
        self.items = {}

    def put(self, key, value):
        self.items[key] = value.detach().cpu()

    def get(self, key):
        return self.items[key]  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
student, teacher = nn.Linear(4, 3).to(device), nn.Linear(4, 3).to(device)
cache = Cache()
x = torch.randn(2, 4, device=device)
cache.put(0, teacher(x))
loss = F.mse_loss(student(x), cache.get(0))  # mended: loss = F.mse_loss(student(x), cache.get(0).to(device))
loss.backward()
