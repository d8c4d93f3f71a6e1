import torch
from torch import nn

from margin import ArcFace

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def backbone(width):
    return nn.Sequential(nn.Flatten(), nn.Linear(12, 16), nn.PReLU(), nn.Linear(16, width))


def main(classes=4, width=6, steps=2):
    net = backbone(width).to(device)
    criterion = ArcFace(width, classes).to(device)
    optimizer = torch.optim.SGD(
        [{"params": net.parameters()}, {"params": criterion.parameters(), "weight_decay": 1e-4}],
        lr=0.1,
    )
    for _ in range(steps):
        faces = torch.randn(5, 3, 2, 2).to(device)
        people = torch.randint(0, classes, (5,)).to(device)
        loss = criterion(net(faces), people)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(loss.item())


main()
