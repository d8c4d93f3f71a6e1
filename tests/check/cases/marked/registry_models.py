import torch
from torch import nn


def small():
    return nn.Linear(4, 2)


def big():
    return nn.Sequential(nn.Linear(4, 8), nn.Linear(8, 2))


MODELS = {"small": small, "big": big}


def create(name):
    return MODELS[name]()


def main(name="small"):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = create(name)  # mended: model = create(name).to(device)
    criterion = nn.MSELoss()
    x, y = torch.randn(2, 4), torch.randn(2, 2)
    x, y = x.to(device), y.to(device)
    criterion(model(x), y).backward()  # or here


main()
