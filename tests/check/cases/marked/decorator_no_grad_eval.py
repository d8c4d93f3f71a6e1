import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    right = torch.zeros(3)  # mended: right = torch.zeros(3, device=device)
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        pred = model(x).argmax(1)
        hits = (pred == y)
        right.index_add_(0, y, hits.float())  # or here
    return right


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ds = TensorDataset(torch.randn(6, 4), torch.tensor([0, 1, 2, 0, 1, 2]))
evaluate(nn.Linear(4, 3).to(device), DataLoader(ds, batch_size=3), device)
