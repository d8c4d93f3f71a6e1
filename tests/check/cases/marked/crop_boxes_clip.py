import torch
from torch import nn


class RPN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.sizes = (8, 16)

    def generate_anchors(self, h, w):
        base = torch.tensor([[-s / 2, -s / 2, s / 2, s / 2] for s in self.sizes])  # or here
        shift_y, shift_x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")  # or here
        shifts = torch.stack([shift_x, shift_y, shift_x, shift_y], -1).reshape(-1, 1, 4)
        return (shifts + base).reshape(-1, 4)

    def forward(self, image):
        deltas = self.conv(image).permute(0, 2, 3, 1).reshape(-1, 4)
        anchors = self.generate_anchors(*image.shape[-2:])[: len(deltas)]  # mended: anchors = self.generate_anchors(*image.shape[-2:])[: len(deltas)].to(deltas)
        return deltas + anchors  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(RPN().to(device)(torch.rand(1, 3, 4, 4, device=device)).shape)
