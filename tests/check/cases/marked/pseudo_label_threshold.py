import torch
import torch.nn.functional as F
from torch import nn


class FlexMatch:
    def __init__(self, model, classes, device, p=0.5):
        self.model = model.to(device)
        self.device = device
        self.threshold = torch.full((classes,), p)  # mended: self.threshold = torch.full((classes,), p, device=device)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def unsupervised(self, weak, strong):
        with torch.no_grad():
            prob, label = self.model(weak).softmax(-1).max(-1)
        keep = (prob >= self.threshold[label]).float()  # or here
        loss = F.cross_entropy(self.model(strong), label, reduction="none")
        return (loss * keep).mean()

    def step(self, x, y, u):
        x, y, u = x.to(self.device), y.to(self.device), u.to(self.device)
        loss = F.cross_entropy(self.model(x), y) + self.unsupervised(u, u + 0.1)  # or here
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
FlexMatch(nn.Linear(4, 3), 3, device).step(torch.randn(2, 4), torch.tensor([0, 1]), torch.randn(3, 4))  # or here
