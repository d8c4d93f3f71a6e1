import torch
import torch.nn.functional as F
from torch import nn


class SimCLR:
    def __init__(self, args, model):
        self.args = args
        self.model = model.to(args.device)
        self.criterion = nn.CrossEntropyLoss().to(args.device)

    def info_nce(self, features):
        labels = torch.cat([torch.arange(self.args.batch) for _ in range(2)], dim=0)
        labels = (labels.unsqueeze(0) == labels.unsqueeze(1)).float()
        features = F.normalize(features, dim=1)
        similarity = features @ features.T
        mask = torch.eye(labels.shape[0], dtype=torch.bool)
        labels = labels[~mask].view(labels.shape[0], -1)
        similarity = similarity[~mask].view(similarity.shape[0], -1)
        positives = similarity[labels.bool()].view(labels.shape[0], -1)
        negatives = similarity[~labels.bool()].view(similarity.shape[0], -1)
        logits = torch.cat([positives, negatives], dim=1)
        labels = torch.zeros(logits.shape[0], dtype=torch.long)  # mended: labels = torch.zeros(logits.shape[0], dtype=torch.long, device=logits.device)
        return logits / self.args.temperature, labels

    def train(self, views):
        features = self.model(torch.cat(views, dim=0).to(self.args.device))
        logits, labels = self.info_nce(features)
        return self.criterion(logits, labels)  # or here


class Args:
    batch, temperature = 4, 0.1
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


print(SimCLR(Args(), nn.Linear(5, 3)).train([torch.randn(4, 5), torch.randn(4, 5)]))
