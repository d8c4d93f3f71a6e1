import argparse

import torch
from torch import nn


def build(args):
    encoder = nn.Linear(4, 3)
    decoder = nn.Linear(3, 4)
    critic = nn.Linear(4, 1)
    for net in (encoder, decoder):  # mended: for net in (encoder, decoder, critic):
        net.to(args.device)
    return encoder, decoder, critic


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda:0" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    encoder, decoder, critic = build(args)  # or here
    x = torch.rand(2, 4).to(args.device)
    print(critic(decoder(encoder(x))))  # or here


main()
