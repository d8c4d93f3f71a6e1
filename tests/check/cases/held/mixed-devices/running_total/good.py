import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def confusion(pred, target, classes):
    flat = target * classes + pred
    return torch.bincount(flat, minlength=classes**2).view(classes, classes)


@torch.no_grad()
def evaluate(model, loader, classes, device):
    """Intersection over union per class."""
    model.eval()
    matrix = torch.zeros(classes, classes, dtype=torch.long)
    seen = torch.tensor(0)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        pred = model(x).argmax(dim=1)
        matrix += confusion(pred, y, classes).cpu()
        seen += y.numel()
    inter = matrix.diag()
    union = matrix.sum(0) + matrix.sum(1) - inter
    return inter / union.clamp(min=1), seen.item()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classes = 3
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, classes)).to(device)
    data = TensorDataset(torch.randn(9, 4), torch.randint(0, classes, (9,)))
    iou, seen = evaluate(model, DataLoader(data, batch_size=3), classes, device)
    print("samples:", seen)
    for c, value in enumerate(iou.tolist()):
        print(f"class {c}: {value:.3f}")


if __name__ == "__main__":
    main()
