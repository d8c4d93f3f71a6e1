import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lightning as L


class MetricLearner(L.LightningModule):
    """Prototype loss: each class is pulled to the mean of its own samples."""

    def __init__(self, width=6, classes=3, lr=1e-3):
        super().__init__()
        self.classes = classes
        self.lr = lr
        self.backbone = nn.Sequential(nn.Linear(width, 16), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, x):
        return F.normalize(self.backbone(x), dim=-1)

    def prototypes(self, z, y):
        total = torch.zeros(self.classes, z.size(1), device=self.device)
        total = total.index_add(0, y, z)
        count = torch.bincount(y, minlength=self.classes).clamp(min=1)
        return total / count.unsqueeze(1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        z = self(x)
        logits = -torch.cdist(z, self.prototypes(z, y))
        loss = F.cross_entropy(logits, y)
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)


if __name__ == "__main__":
    data = TensorDataset(torch.randn(8, 6), torch.randint(0, 3, (8,)))
    trainer = L.Trainer(max_epochs=1, accelerator="auto", devices=1)
    trainer.fit(MetricLearner(), DataLoader(data, batch_size=4))
