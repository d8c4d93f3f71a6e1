import torch
from torch import nn


MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)  # or here
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)  # or here


def normalise(images):
    return (images - MEAN) / STD  # mended: return (images - MEAN.to(images.device)) / STD.to(images.device)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = nn.Conv2d(3, 2, 3).to(device)
    x = torch.rand(2, 3, 8, 8).to(device)
    print(net(normalise(x)).mean())


main()
