import torch
from torch import nn


def load_image(seed):
    torch.manual_seed(seed)
    return torch.rand(1, 3, 4, 4)  # or here


def gram(x):
    b, c, h, w = x.shape
    f = x.view(c, h * w)
    return f @ f.t()


def transfer(content, style, device):
    cnn = nn.Conv2d(3, 4, 1).to(device)
    image = content.clone().to(device).requires_grad_(True)
    wanted = gram(style)  # mended: wanted = gram(cnn(style.to(device)).detach())
    loss = (gram(cnn(image))[:3, :3] - wanted[:3, :3]).pow(2).sum()  # or here
    loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
transfer(load_image(0), load_image(1), device)  # or here
