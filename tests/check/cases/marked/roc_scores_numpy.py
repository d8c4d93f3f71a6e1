import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def collect(model, loader, device):
    model.eval()
    scores, labels = [], []
    with torch.no_grad():
        for x, y in loader:
            scores.append(torch.sigmoid(model(x.to(device))).squeeze(1))
            labels.append(y)
    return torch.cat(scores), torch.cat(labels)


def best_threshold(scores, labels):
    scores, labels = np.asarray(scores), np.asarray(labels)  # or here
    return max(np.linspace(0, 1, 11), key=lambda t: ((scores > t) == labels).mean())


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(4, 1).to(device)
    loader = DataLoader(TensorDataset(torch.randn(9, 4), torch.randint(0, 2, (9,))), batch_size=3)
    scores, labels = collect(model, loader, device)
    print(best_threshold(scores, labels))  # mended: print(best_threshold(scores.cpu(), labels))


main()
