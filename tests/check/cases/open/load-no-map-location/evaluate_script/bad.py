import argparse

import torch
from torch import nn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weights", default="model.pth")
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(4, 2)
    model.load_state_dict(torch.load(args.weights))
    model.to(device).eval()
    with torch.no_grad():
        scores = model(torch.randn(3, 4, device=device)).softmax(dim=1)
    for row in scores.tolist():
        print([round(v, 3) for v in row])


if __name__ == "__main__":
    main()
