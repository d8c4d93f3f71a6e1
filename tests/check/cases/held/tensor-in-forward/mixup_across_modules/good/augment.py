"""Batch augmentations that need the labels as well."""
import torch


def one_hot(labels, classes, smoothing=0.0):
    off = smoothing / classes
    out = torch.full((labels.size(0), classes), off, device=labels.device)
    return out.scatter_(1, labels.unsqueeze(1), 1.0 - smoothing + off)


class Mixup:
    def __init__(self, classes, alpha=0.4, smoothing=0.1):
        self.classes = classes
        self.beta = torch.distributions.Beta(torch.tensor(alpha), torch.tensor(alpha))
        self.smoothing = smoothing

    def __call__(self, images, labels):
        share = self.beta.sample().item()
        targets = one_hot(labels, self.classes, self.smoothing)
        images = share * images + (1 - share) * images.flip(0)
        targets = share * targets + (1 - share) * targets.flip(0)
        return images, targets
