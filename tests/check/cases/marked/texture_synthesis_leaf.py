import torch
import torch.nn.functional as F
from torch import nn


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x):
        return F.relu(self.conv(x))


def gram(f):
    b, c, h, w = f.shape
    f = f.view(b, c, h * w)
    return f @ f.transpose(1, 2) / (c * h * w)


def synthesize(image, net, device, steps=2):
    target = gram(net(image.to(device))).detach()
    canvas = torch.rand(1, 3, 6, 6, requires_grad=True)
    canvas = canvas.to(device)  # mended: canvas = canvas.to(device).detach().requires_grad_()
    optimizer = torch.optim.Adam([canvas], lr=0.05)  # or here
    for _ in range(steps):
        loss = F.mse_loss(gram(net(canvas)), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return canvas.detach().cpu()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(synthesize(torch.rand(1, 3, 6, 6), Features().to(device), device).shape)
