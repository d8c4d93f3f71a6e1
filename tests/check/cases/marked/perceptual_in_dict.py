import torch
from torch import nn


class VGGLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))

    def forward(self, a, b):
        return (self.features(a) - self.features(b)).abs().mean()


def get_losses():
    return {"l1": nn.L1Loss(), "vgg": VGGLoss()}


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
model = nn.Conv2d(3, 3, 3, padding=1).to(device)
losses = get_losses()  # mended: losses = {k: v.to(device) for k, v in get_losses().items()}
image = torch.rand(1, 3, 8, 8).to(device)
output = model(image)
total = losses["l1"](output, image) + 0.1 * losses["vgg"](output, image)  # or here
total.backward()
