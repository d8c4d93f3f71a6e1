import torch
import torch.nn.functional as F
from torch import nn


class EWC:
    def __init__(self, model, batches, device):
        self.model, self.device = model, device
        self.means = {n: p.detach().clone() for n, p in model.named_parameters()}
        self.fisher = self._fisher(batches)

    def _fisher(self, batches):
        fisher = {n: torch.zeros(p.shape) for n, p in self.model.named_parameters()}  # mended: fisher = {n: torch.zeros_like(p) for n, p in self.model.named_parameters()}
        for x, y in batches:
            self.model.zero_grad()
            F.cross_entropy(self.model(x.to(self.device)), y.to(self.device)).backward()
            for n, p in self.model.named_parameters():
                fisher[n] += p.grad.data**2 / len(batches)  # or here
        return fisher

    def penalty(self):
        loss = 0
        for n, p in self.model.named_parameters():
            loss = loss + (self.fisher[n] * (p - self.means[n]) ** 2).sum()  # or here
        return loss


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
task = [(torch.randn(3, 4), torch.randint(0, 2, (3,)))]
ewc = EWC(model, task, device)  # or here
print(ewc.penalty())
