import torch
from torch import nn


class YoloLoss(nn.Module):
    def __init__(self, anchors, stride=8):
        super().__init__()
        self.anchors = anchors
        self.stride = stride
        self.mse = nn.MSELoss()

    def build_targets(self, target, n):
        tx = torch.zeros(target.shape[0], n, n)  # mended: tx = torch.zeros(target.shape[0], n, n, device=target.device)
        mask = torch.zeros(target.shape[0], n, n).to(target.device)
        for b in range(target.shape[0]):
            gi = int(target[b, 0] * n)
            tx[b, gi, gi] = target[b, 0] * n - gi
            mask[b, gi, gi] = 1
        return tx, mask

    def forward(self, pred, target):
        tx, mask = self.build_targets(target, pred.size(-1))  # or here
        return self.mse(pred * mask, tx * mask)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Conv2d(1, 1, 1).to(device)
pred = net(torch.rand(1, 1, 3, 3, device=device)).squeeze(1)
YoloLoss([(1, 2)])(pred, torch.tensor([[0.5]], device=device)).backward()
