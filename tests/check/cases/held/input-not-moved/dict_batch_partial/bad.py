import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    """Point clouds with a mask of the valid points."""

    def __len__(self):
        return 6

    def __getitem__(self, index):
        points = torch.randn(5, 3)
        return {"points": points, "mask": points[:, 0] > 0, "label": index % 2, "id": str(index)}


class PointNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.point = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 8))
        self.head = nn.Linear(8, classes)

    def forward(self, points, mask):
        h = self.point(points)
        h = h * mask.unsqueeze(-1)
        return self.head(h.max(dim=1).values)


def train(cfg):
    device = torch.device(cfg["device"])
    net = PointNet(2).to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=cfg["lr"])
    loader = DataLoader(Pairs(), batch_size=3, shuffle=True)
    for _ in range(cfg["epochs"]):
        for batch in loader:
            for key in ("points", "label"):
                batch[key] = batch[key].to(device)
            logits = net(batch["points"], batch["mask"])
            loss = nn.functional.cross_entropy(logits, batch["label"])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch loss", loss.item(), "last ids", batch["id"])


if __name__ == "__main__":
    train({"device": "cuda" if torch.cuda.is_available() else "cpu", "lr": 1e-3, "epochs": 1})
