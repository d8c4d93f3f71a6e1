import torch


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, value, n=1):
        self.sum += float(value) * n
        self.count += n

    @property
    def average(self):
        return self.sum / max(self.count, 1)


def train_epoch(model, criterion, loader, optimizer, device):
    meter = AverageMeter()
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        meter.update(loss.detach(), x.size(0))
    return meter.average


@torch.no_grad()
def evaluate(model, criterion, loader):
    meter = AverageMeter()
    model.eval()
    for x, y in loader:
        device = next(model.parameters()).device
        x, y = x.to(device), y.to(device)
        meter.update(criterion(model(x), y), x.size(0))
    return meter.average
