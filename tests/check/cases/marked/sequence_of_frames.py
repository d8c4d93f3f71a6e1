import numpy as np
import torch
from torch import nn


def load_frames(n):
    frames = []
    for _ in range(n):
        frames.append(torch.from_numpy(np.random.rand(3, 4, 4).astype("float32")))
    return torch.stack(frames)


def main(device):
    model = nn.Conv2d(3, 1, 1).to(device).eval()
    video = load_frames(3)  # mended: video = load_frames(3).to(device)
    with torch.no_grad():
        return model(video)  # or here


main(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
