import torch
from torch import nn


class Normalizer(nn.Module):
    MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)  # or here
    STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 1)

    def forward(self, img):
        img = (img - self.MEAN) / self.STD  # mended: img = (img - self.MEAN.to(img)) / self.STD.to(img)
        return self.conv(img)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = Normalizer().to(device)
net(torch.rand(1, 3, 4, 4).to(device))
