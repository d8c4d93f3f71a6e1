import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Shapes(Dataset):
    """Random squares on an empty image."""

    def __init__(self, n=4, size=8):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        image = 0.1 * torch.rand(1, self.size, self.size)
        mask = torch.zeros(self.size, self.size, dtype=torch.long)
        mask[2:5, 2:5] = 1
        image[0, 2:5, 2:5] += 0.8
        return image, mask


class FCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(1, 4, 3, stride=2, padding=1)
        self.dec = nn.ConvTranspose2d(4, 2, 2, stride=2)

    def forward(self, x):
        return self.dec(F.relu(self.enc(x)))


def train(args):
    device = torch.device(args.device)
    model = FCN().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        for image, mask in DataLoader(Shapes(), batch_size=2):
            image = image.to(device)
            logits = model(image)
            loss = F.cross_entropy(logits, mask.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    return model


parser = argparse.ArgumentParser()
parser.add_argument("--device", type=str, default="cuda")
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--epochs", type=int, default=1)
train(parser.parse_args())
