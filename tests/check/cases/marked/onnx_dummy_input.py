import torch
from torch import nn


class Exporter:
    def __init__(self, model, device="cpu"):
        self.device = torch.device(device)
        self.model = model.to(self.device).eval()

    def export(self, path, size=(4,)):
        dummy = torch.randn(1, *size)  # mended: dummy = torch.randn(1, *size, device=self.device)
        reference = self.model(dummy)  # or here
        torch.jit.trace(self.model, (dummy,)).save(path)  # or here
        return reference


Exporter(nn.Linear(4, 2), "cuda" if torch.cuda.is_available() else "cpu").export("model.pt")
