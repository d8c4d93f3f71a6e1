import argparse
import torch
from torch import nn


def main(args):
    args.device = torch.device("cuda" if torch.cuda.is_available() and not args.cpu else "cpu")
    model = nn.Linear(4, 3).to(args.device)
    counts = torch.tensor([10.0, 20.0, 5.0])
    weight = counts.sum() / counts
    criterion = nn.CrossEntropyLoss(weight=weight)  # mended: criterion = nn.CrossEntropyLoss(weight=weight).to(args.device)
    x = torch.randn(2, 4).to(args.device)
    y = torch.tensor([0, 2]).to(args.device)
    loss = criterion(model(x), y)  # or here
    loss.backward()


parser = argparse.ArgumentParser()
parser.add_argument("--cpu", action="store_true")
main(parser.parse_args([]))
