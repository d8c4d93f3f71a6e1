import torch
from torch import nn


def load(args):
    model = nn.Linear(3, 2)
    model.load_state_dict(model.state_dict())
    return model.to(args["device"])


def evaluate(args):
    model = load(args)
    total = torch.tensor(0.0, device=args["device"])
    for _ in range(2):
        x = torch.rand(4, 3).to("cuda:0")  # mended: x = torch.rand(4, 3).to(args["device"])
        total += model(x).sum()  # or here
    return total.item()


print(evaluate({"device": "cuda:0" if torch.cuda.is_available() else "cpu"}))
