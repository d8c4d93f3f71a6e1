import torch
from torch import nn


def ragged_to_mask(sizes, longest):
    steps = torch.arange(longest)  # mended: steps = torch.arange(longest, device=sizes.device)
    return steps[None] < sizes[:, None]  # or here


class PooledEncoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.proj = nn.Linear(width, width)
        self.score = nn.Linear(width, 1)

    def forward(self, frames, sizes):
        keep = ragged_to_mask(sizes, frames.shape[1])  # or here
        hidden = torch.tanh(self.proj(frames))
        weights = self.score(hidden).squeeze(-1).masked_fill(~keep, -1e9).softmax(-1)
        return (weights[..., None] * hidden).sum(1)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    encoder = PooledEncoder(6).to(device)
    frames = torch.randn(2, 5, 6, device=device)
    sizes = torch.tensor([3, 5], device=device)
    print(encoder(frames, sizes).shape)


if __name__ == "__main__":
    main()
