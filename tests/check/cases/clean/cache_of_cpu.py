import torch
import torch.nn.functional as F
from torch import nn


class Cache:
    def __init__(self):
        self.items = {}

    def put(self, key, value):
        self.items[key] = value.detach().cpu()

    def get(self, key, device):
        return self.items[key].to(device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
student, teacher = nn.Linear(4, 3).to(device), nn.Linear(4, 3).to(device)
cache = Cache()
x = torch.randn(2, 4, device=device)
cache.put(0, teacher(x))
print(F.mse_loss(student(x), cache.get(0, device)))
