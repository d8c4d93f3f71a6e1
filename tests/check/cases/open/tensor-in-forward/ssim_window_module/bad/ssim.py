"""Structural similarity of image batches."""
import torch
import torch.nn.functional as F


def gaussian(size, sigma):
    x = torch.arange(size, dtype=torch.float32) - size // 2
    g = torch.exp(-(x**2) / (2 * sigma**2))
    return g / g.sum()


def create_window(size, channels):
    line = gaussian(size, 1.5).unsqueeze(1)
    plane = (line @ line.t()).unsqueeze(0).unsqueeze(0)
    return plane.expand(channels, 1, size, size).contiguous()


def ssim(a, b, size=3):
    channels = a.size(1)
    window = create_window(size, channels)
    mu_a = F.conv2d(a, window, padding=size // 2, groups=channels)
    mu_b = F.conv2d(b, window, padding=size // 2, groups=channels)
    var_a = F.conv2d(a * a, window, padding=size // 2, groups=channels) - mu_a**2
    var_b = F.conv2d(b * b, window, padding=size // 2, groups=channels) - mu_b**2
    cov = F.conv2d(a * b, window, padding=size // 2, groups=channels) - mu_a * mu_b
    c1, c2 = 0.01**2, 0.03**2
    top = (2 * mu_a * mu_b + c1) * (2 * cov + c2)
    return (top / ((mu_a**2 + mu_b**2 + c1) * (var_a + var_b + c2))).mean()
