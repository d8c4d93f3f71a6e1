import argparse
import torch
from torch import nn


def load_image(path):
    return torch.rand(3, 8, 8)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 4, 3)

    def forward(self, x):
        return self.c(x).mean((2, 3))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--images", nargs="*", default=["a.png"])
    p.add_argument("--device", default="cuda")
    args = p.parse_args()
    model = Net().to(args.device)
    model.eval()
    for path in args.images:
        image = load_image(path).unsqueeze(0)  # mended: image = load_image(path).unsqueeze(0).to(args.device)
        with torch.no_grad():
            out = model(image)  # or here
        print(path, out.argmax(1).item())


main()
