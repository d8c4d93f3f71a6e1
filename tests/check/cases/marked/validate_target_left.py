import argparse
import time

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class AverageMeter:
    def __init__(self, name):
        self.name = name
        self.reset()

    def reset(self):
        self.val, self.sum, self.count = 0, 0, 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n


def accuracy(output, target, topk=(1,)):
    with torch.no_grad():
        _, pred = output.topk(max(topk), 1, True, True)
        correct = pred.t().eq(target.view(1, -1).expand_as(pred.t()))  # or here
        return [correct[:k].reshape(-1).float().sum(0) for k in topk]


def train(train_loader, model, criterion, optimizer, epoch, args):
    losses = AverageMeter("Loss")
    model.train()
    end = time.time()
    for i, (images, target) in enumerate(train_loader):
        if args.gpu is not None:
            images = images.cuda(args.gpu, non_blocking=True)
        output = model(images)  # mended: target = target.to(images.device); output = model(images)
        loss = criterion(output, target)  # or here
        acc1, acc2 = accuracy(output, target, topk=(1, 2))  # or here
        losses.update(loss.item(), images.size(0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(epoch, losses.sum / losses.count, time.time() - end, acc1, acc2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gpu", default=0, type=int)
    args = parser.parse_args()
    model = nn.Linear(4, 3)
    if not torch.cuda.is_available():
        args.gpu = None
    if args.gpu is not None:
        torch.cuda.set_device(args.gpu)
        model = model.cuda(args.gpu)
    criterion = nn.CrossEntropyLoss()
    if args.gpu is not None:
        criterion = criterion.cuda(args.gpu)
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=1e-4)
    data = TensorDataset(torch.randn(6, 4), torch.randint(0, 3, (6,)))
    loader = DataLoader(data, batch_size=3, shuffle=True, pin_memory=True)
    for epoch in range(2):
        train(loader, model, criterion, optimizer, epoch, args)


if __name__ == "__main__":
    main()
