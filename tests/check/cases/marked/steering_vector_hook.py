import argparse

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mlp = nn.Linear(dim, dim)

    def forward(self, x):
        return x + self.mlp(x)


class LM(nn.Module):
    def __init__(self, vocab=11, dim=6, depth=2):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.layers = nn.ModuleList(Block(dim) for _ in range(depth))
        self.unembed = nn.Linear(dim, vocab)

    def forward(self, ids):
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return self.unembed(x)


def make_hook(direction, strength):
    def hook(module, inputs, output):
        return output + strength * direction  # or here

    return hook


def main(args):
    model = LM().to(args.device).eval()
    ids = torch.tensor([[1, 2, 3]], device=args.device)
    direction = torch.randn(6)
    direction = direction / direction.norm()  # mended: direction = (direction / direction.norm()).to(args.device)
    handle = model.layers[1].register_forward_hook(make_hook(direction, args.strength))  # or here
    with torch.no_grad():
        print(model(ids).argmax(-1))  # or here
    handle.remove()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--strength", type=float, default=2.0)
    main(parser.parse_args())
