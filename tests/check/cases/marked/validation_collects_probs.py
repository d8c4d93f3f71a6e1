import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Evaluator:
    def __init__(self, model, device):
        self.model, self.device = model, device
        self.reset()

    def reset(self):
        self.probs, self.targets = [], []

    def update(self, x, y):
        out = self.model(x.to(self.device)).softmax(-1)
        self.probs.append(out.detach())
        self.targets.append(y)

    def compute(self):
        probs = torch.cat(self.probs).numpy()  # mended: probs = torch.cat(self.probs).cpu().numpy()
        targets = torch.cat(self.targets).numpy()
        return float(np.mean(probs.argmax(1) == targets))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
loader = DataLoader(TensorDataset(torch.randn(8, 4), torch.randint(0, 2, (8,))), batch_size=4)
evaluator = Evaluator(model, device)
with torch.no_grad():
    for x, y in loader:
        evaluator.update(x, y)
print(evaluator.compute())  # or here
