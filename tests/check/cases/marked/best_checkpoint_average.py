import torch
from torch import nn


def average(states):
    mean = {k: v.clone().float() for k, v in states[0].items()}
    for state in states[1:]:
        for k in mean:
            mean[k] += state[k]  # or here
    return {k: v / len(states) for k, v in mean.items()}


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 2).to(device)
first = {k: v.cpu() for k, v in model.state_dict().items()}
second = {k: v.clone() for k, v in model.state_dict().items()}  # mended: second = {k: v.cpu().clone() for k, v in model.state_dict().items()}
print(average([first, second]).keys())  # or here
