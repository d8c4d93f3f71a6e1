import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def predict(model, loader, device):
    model.eval()
    preds, trues = [], []
    with torch.no_grad():
        for batch_x, batch_y in loader:
            outputs = model(batch_x.float().to(device))
            preds.append(outputs.detach())  # mended: preds.append(outputs.detach().cpu())
            trues.append(batch_y.numpy())
    preds = np.concatenate([p.numpy() for p in preds])  # or here
    return np.abs(preds - np.concatenate(trues)).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
loader = DataLoader(TensorDataset(torch.rand(6, 3), torch.rand(6, 1)), batch_size=2)
print(predict(nn.Linear(3, 1).to(device), loader, device))
