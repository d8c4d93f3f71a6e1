import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def get_loaders(args):
    data = TensorDataset(torch.randn(12, 4), torch.randint(0, 2, (12,)))
    generator = torch.Generator(device=args.device).manual_seed(args.seed)  # mended: generator = torch.Generator().manual_seed(args.seed)
    train, val = random_split(data, [8, 4], generator=generator)  # or here
    return DataLoader(train, batch_size=4, shuffle=True), DataLoader(val, batch_size=4)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cuda")
    args = parser.parse_args()
    if not torch.cuda.is_available():
        args.device = "cpu"
    train, val = get_loaders(args)  # or here
    model = nn.Linear(4, 2).to(args.device)
    for x, y in train:
        nn.functional.cross_entropy(model(x.to(args.device)), y.to(args.device)).backward()


main()
