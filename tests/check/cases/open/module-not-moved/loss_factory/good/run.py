import torch
from torch import nn

from losses import build_loss


class FaceNet(nn.Module):
    def __init__(self, width=4, classes=3):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, width))
        self.classifier = nn.Linear(width, classes)

    def forward(self, x):
        f = self.features(x)
        return self.classifier(f), f


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = FaceNet()
    model.to(device)
    criterion = build_loss(classes=3, width=4)
    criterion.to(device)
    params = list(model.parameters()) + list(criterion.parameters())
    optimizer = torch.optim.SGD(params, lr=0.1)
    for _ in range(2):
        x, y = torch.randn(5, 6).to(device), torch.randint(0, 3, (5,)).to(device)
        logits, features = model(x)
        loss = criterion(logits, features, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(loss.item())


if __name__ == "__main__":
    main()
