from typing import List, Tuple

import torch
from torch import Tensor, nn


class AnchorGenerator:
    def __init__(self, sizes=(2, 4), stride=2):
        self.sizes = sizes
        self.stride = stride

    def base(self) -> Tensor:
        half = [s / 2 for s in self.sizes]
        return torch.tensor([[-h, -h, h, h] for h in half])

    def __call__(self, features: Tensor) -> Tensor:
        h, w = features.shape[-2:]
        device = features.device
        ys = torch.arange(h, device=device) * self.stride
        xs = torch.arange(w, device=device) * self.stride
        y, x = torch.meshgrid(ys, xs, indexing="ij")
        shifts = torch.stack([x, y, x, y], dim=-1).reshape(-1, 1, 4)
        return (shifts + self.base()).reshape(-1, 4)


class RPNHead(nn.Module):
    def __init__(self, channels=4, anchors=2):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.score = nn.Conv2d(channels, anchors, 1)
        self.delta = nn.Conv2d(channels, 4 * anchors, 1)
        self.generator = AnchorGenerator()

    def forward(self, features: Tensor) -> Tuple[Tensor, Tensor]:
        x = torch.relu(self.conv(features))
        scores = self.score(x).permute(0, 2, 3, 1).flatten(1)
        deltas = self.delta(x).permute(0, 2, 3, 1).reshape(x.size(0), -1, 4)
        boxes = self.generator(features) + deltas
        return scores, boxes


def top_boxes(scores: Tensor, boxes: Tensor, k: int = 3) -> List[Tensor]:
    best = scores.topk(k, dim=1).indices
    return [b[i] for b, i in zip(boxes, best)]


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    head = RPNHead().to(device).eval()
    with torch.no_grad():
        scores, boxes = head(torch.randn(2, 4, 3, 3, device=device))
    for kept in top_boxes(scores, boxes):
        print(kept.cpu().numpy().round(2))


if __name__ == "__main__":
    main()
