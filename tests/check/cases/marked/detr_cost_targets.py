import torch
from torch import nn


class SetLoss(nn.Module):
    def __init__(self, classes, eos=0.1):
        super().__init__()
        self.classes = classes
        weight = torch.ones(classes + 1)
        weight[-1] = eos
        self.empty_weight = weight  # mended: self.register_buffer("empty_weight", weight)

    def labels(self, logits, targets):
        wanted = torch.full(logits.shape[:2], self.classes, device=logits.device)
        for i, t in enumerate(targets):
            wanted[i, : len(t)] = t
        return nn.functional.cross_entropy(logits.transpose(1, 2), wanted, self.empty_weight)  # or here

    def forward(self, logits, targets):
        return {"ce": self.labels(logits, targets)}


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
criterion = SetLoss(3).to(device)
targets = [torch.tensor([1], device=device), torch.tensor([0, 2], device=device)]
print(criterion(torch.randn(2, 4, 4, device=device), targets))
