import torch
from torch import nn


class Callback:
    def on_epoch_start(self, trainer):
        pass

    def on_batch_end(self, trainer, logits, y):
        pass


class ConfusionCallback(Callback):
    def __init__(self, classes):
        self.classes = classes

    def on_epoch_start(self, trainer):
        self.matrix = torch.zeros(self.classes, self.classes, dtype=torch.long)  # mended: self.matrix = torch.zeros(self.classes, self.classes, dtype=torch.long, device=trainer.device)

    def on_batch_end(self, trainer, logits, y):
        index = y * self.classes + logits.argmax(1)
        counts = torch.bincount(index, minlength=self.classes**2)
        self.matrix += counts.view(self.classes, self.classes)  # or here


class Trainer:
    def __init__(self, model, callbacks=()):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.callbacks = list(callbacks)

    def evaluate(self, batches):
        for cb in self.callbacks:
            cb.on_epoch_start(self)
        for x, y in batches:
            x, y = x.to(self.device), y.to(self.device)
            logits = self.model(x)
            for cb in self.callbacks:
                cb.on_batch_end(self, logits, y)  # or here


trainer = Trainer(nn.Linear(4, 3), [ConfusionCallback(3)])
trainer.evaluate([(torch.randn(5, 4), torch.randint(0, 3, (5,)))])
