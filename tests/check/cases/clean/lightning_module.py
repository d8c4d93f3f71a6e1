import pytorch_lightning as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Lit(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 2)
        self.criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))
        self.seen = []

    def training_step(self, batch, batch_idx):
        x, y = batch
        noise = torch.randn(x.shape, device=self.device)
        loss = self.criterion(self.net(x + noise), y)
        self.seen.append(loss.detach().cpu().numpy())
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


data = TensorDataset(torch.randn(4, 4), torch.randint(0, 2, (4,)))
pl.Trainer(max_epochs=1).fit(Lit(), DataLoader(data, batch_size=2))
