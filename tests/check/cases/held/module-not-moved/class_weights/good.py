from collections import Counter

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def class_weights(labels, classes):
    count = Counter(labels.tolist())
    return torch.tensor([len(labels) / max(count[c], 1) for c in range(classes)])


def train(epochs=1, classes=3):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    features, labels = torch.randn(12, 4), torch.randint(0, classes, (12,))
    loader = DataLoader(TensorDataset(features, labels), batch_size=6, shuffle=True)

    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, classes))
    model = model.to(device)
    weights = class_weights(labels, classes)
    normalised = weights / weights.sum()
    print("weights", [round(w, 3) for w in normalised.tolist()])
    criterion = nn.CrossEntropyLoss(weight=normalised).to(device)
    optimizer = torch.optim.Adam(model.parameters())

    for epoch in range(epochs):
        running = 0.0
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(f"epoch {epoch}: {running / len(loader):.3f}")


if __name__ == "__main__":
    train()
