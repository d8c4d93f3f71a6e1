# setup: import torch; torch.save(torch.nn.Linear(4, 2).state_dict(), "swa.pt")
import torch
from torch import nn


def load_average(path):
    return torch.load(path, map_location="cpu")  # or here


def merge(model, average, weight=0.5):
    state = model.state_dict()
    for name in state:
        state[name] = torch.lerp(state[name], average[name], weight)  # mended: state[name] = torch.lerp(state[name], average[name].to(state[name].device), weight)
    model.load_state_dict(state)


def train(model, device, steps=2):
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        opt.zero_grad()
        model(torch.randn(3, 4).to(device)).sum().backward()
        opt.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
average = load_average("swa.pt")
train(model, device)
merge(model, average)  # or here
