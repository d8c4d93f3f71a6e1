import torch
from torch import nn

MEAN = torch.tensor([0.5, 0.5, 0.5]).view(3, 1, 1)  # or here
STD = torch.tensor([0.2, 0.2, 0.2]).view(3, 1, 1)  # or here


def denormalize(img):
    return img * STD + MEAN  # mended: return img * STD.to(img.device) + MEAN.to(img.device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
decoder = nn.Conv2d(3, 3, 1).to(device)
out = decoder(torch.rand(1, 3, 4, 4, device=device))
pictures = denormalize(out)  # or here
