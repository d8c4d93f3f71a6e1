import lightning as L
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Classifier(L.LightningModule):
    def __init__(self, weights):
        super().__init__()
        self.net = nn.Linear(4, 3)
        self.class_weights = torch.tensor(weights, dtype=torch.float)  # mended: self.register_buffer("class_weights", torch.tensor(weights, dtype=torch.float))

    def _shared_step(self, batch, stage):
        x, y = batch
        loss = F.cross_entropy(self.net(x), y, weight=self.class_weights)  # or here
        self.log(f"{stage}_loss", loss)
        return loss

    def training_step(self, batch, batch_idx):
        return self._shared_step(batch, "train")

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-3)


loader = DataLoader(TensorDataset(torch.randn(6, 4), torch.randint(0, 3, (6,))), batch_size=3)
L.Trainer(max_epochs=1).fit(Classifier([0.2, 0.3, 0.5]), loader)
