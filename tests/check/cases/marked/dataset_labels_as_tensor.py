import torch
import torch.nn.functional as F
from torch import nn


def batches(rows, size):
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        yield {"x": torch.tensor([r["x"] for r in chunk]), "label": [r["label"] for r in chunk]}


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 3)

    def forward(self, x):
        return self.fc(x)

    def compute_loss(self, logits, labels):
        labels = torch.as_tensor(labels)  # mended: labels = torch.as_tensor(labels, device=logits.device)
        onehot = F.one_hot(labels, 3).float()
        return -(onehot * logits.log_softmax(-1)).sum(-1).mean()  # or here


class Experiment:
    device = "cuda" if torch.cuda.is_available() else "cpu"

    def __init__(self):
        self.model = Classifier().to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def run(self, rows):
        for batch in batches(rows, 2):
            logits = self.model(batch["x"].to(self.device))
            loss = self.model.compute_loss(logits, batch["label"])  # or here
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()


Experiment().run([{"x": [0.1, 0.2], "label": 0}, {"x": [0.3, 0.1], "label": 2}])
