import torch
import torch.nn as nn


class YoloHead(nn.Module):
    """Turns a feature map into boxes relative to a set of anchors."""

    def __init__(self, channels, anchors, classes):
        super().__init__()
        self.classes = classes
        self.n_anchors = len(anchors)
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float32))
        self.conv = nn.Conv2d(channels, self.n_anchors * (5 + classes), kernel_size=1)

    def forward(self, features):
        b, _, h, w = features.shape
        y = self.conv(features).view(b, self.n_anchors, 5 + self.classes, h, w)
        y = y.permute(0, 1, 3, 4, 2)
        centre = torch.sigmoid(y[..., 0:2])
        size = torch.exp(y[..., 2:4]) * self.anchors.view(1, self.n_anchors, 1, 1, 2)
        return torch.cat([centre, size, torch.sigmoid(y[..., 4:])], dim=-1)


class Detector(nn.Module):
    def __init__(self, anchors, classes=3):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.SiLU()
        )
        self.head = YoloHead(8, anchors, classes)

    def forward(self, x):
        return self.head(self.backbone(x))


def detect(image_size=8):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    detector = Detector([[1.0, 2.0], [2.0, 1.0]]).to(device).eval()
    images = torch.rand(2, 3, image_size, image_size, device=device)
    with torch.no_grad():
        boxes = detector(images)
    confident = boxes[boxes[..., 4] > 0.1]
    return confident.cpu().numpy()


print(len(detect()))
