import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from augment import Mixup


def soft_cross_entropy(logits, targets):
    return -(targets * logits.log_softmax(dim=-1)).sum(dim=-1).mean()


def train_one_epoch(model, loader, optimizer, mixup, device):
    model.train()
    for images, labels in loader:
        images = images.to(device, non_blocking=True)
        labels = labels.to(device, non_blocking=True)
        images, targets = mixup(images, labels)
        loss = soft_cross_entropy(model(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def main(args):
    device = torch.device(args.device)
    data = TensorDataset(torch.randn(8, 3, 4, 4), torch.randint(0, 5, (8,)))
    loader = DataLoader(data, batch_size=4, shuffle=True)
    model = nn.Sequential(nn.Flatten(), nn.Linear(48, 5)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for _ in range(args.epochs):
        train_one_epoch(model, loader, optimizer, Mixup(5), device)


if __name__ == "__main__":
    parser = argparse.ArgumentParser("fine-tuning with mixup")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--epochs", default=1, type=int)
    main(parser.parse_args())
