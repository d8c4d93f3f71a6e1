# gpus: 0
# setup: import torch; net = torch.nn.Linear(3, 1).cuda(); opt = torch.optim.Adam(net.parameters()); torch.save({"model": net.state_dict(), "epoch": 4}, "last.ckpt")
import argparse
import os

import torch
from torch import nn


def save(path, model, epoch):
    torch.save({"model": model.state_dict(), "epoch": epoch}, path)


def resume(path, model):
    if not os.path.isfile(path):
        return 0
    print(f"=> loading {path}")
    checkpoint = torch.load(path)  # mended: checkpoint = torch.load(path, map_location="cpu")
    weights = {k.replace("module.", ""): v for k, v in checkpoint["model"].items()}
    model.load_state_dict(weights)
    return checkpoint["epoch"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--resume", default="last.ckpt")
    args = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(3, 1).to(device)
    start = resume(args.resume, model)
    print(start)


main()
