import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class LitClassifier(pl.LightningModule):
    def __init__(self, classes=3, lr=1e-3):
        super().__init__()
        self.save_hyperparameters()
        self.classes = classes
        self.lr = lr
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, classes))

    def forward(self, x):
        return self.net(x)

    def step(self, batch):
        x, y = batch
        logits = self(x)
        return logits, y, F.cross_entropy(logits, y)

    def training_step(self, batch, batch_idx):
        _, _, loss = self.step(batch)
        self.log("train_loss", loss, prog_bar=True)
        return loss

    def validation_step(self, batch, batch_idx):
        logits, y, loss = self.step(batch)
        hits = (logits.argmax(dim=1) == y).float()
        per_class = torch.zeros(self.classes)
        per_class.index_add_(0, y, hits)
        self.log("val_loss", loss)
        self.log("val_worst", per_class.min())

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=self.lr)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1)
        return [optimizer], [schedule]


def main():
    pl.seed_everything(7)
    data = TensorDataset(torch.randn(8, 3, 4), torch.randint(0, 3, (8,)))
    train, valid = DataLoader(data, batch_size=4, shuffle=True), DataLoader(data, batch_size=4)
    trainer = pl.Trainer(max_epochs=1, accelerator="gpu", devices=1)
    trainer.fit(LitClassifier(), train, valid)


if __name__ == "__main__":
    main()
