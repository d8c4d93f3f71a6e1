import argparse
import io

import torch
from torch import nn, optim


class Trainer:
    """Resumes from a checkpoint in memory and goes on training."""

    def __init__(self, args):
        self.device = torch.device("cuda" if args.gpu and torch.cuda.is_available() else "cpu")
        self.model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
        self.optimizer = optim.SGD(self.model.parameters(), lr=args.lr, momentum=0.9)
        self.step = 0

    def resume(self, file):
        state = torch.load(file, map_location="cpu")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]

    def fit(self, steps):
        self.model.to(self.device)
        for _ in range(steps):
            x = torch.randn(5, 4, device=self.device)
            y = x.sum(dim=1, keepdim=True)
            loss = nn.functional.mse_loss(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.step += 1
        return loss.item()


def checkpoint():
    """What an earlier run on the CPU left behind."""
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.randn(2, 4)).sum().backward()
    optimizer.step()
    file = io.BytesIO()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": 1}
    torch.save(state, file)
    file.seek(0)
    return file


parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--gpu", type=int, default=1)
trainer = Trainer(parser.parse_args())
trainer.resume(checkpoint())
print(trainer.fit(2), trainer.step)
