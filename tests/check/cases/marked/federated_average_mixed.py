import copy

import torch
from torch import nn


class Server:
    def __init__(self, model, device):
        self.device = device
        self.model = model.to(device)

    def aggregate(self, updates):
        state = self.model.state_dict()
        for key in state:
            delta = torch.stack([u[key] for u in updates]).mean(0)
            state[key] = state[key] + 0.5 * (delta - state[key])  # mended: state[key] = state[key] + 0.5 * (delta.to(self.device) - state[key])
        self.model.load_state_dict(state)


def local_update(model, device):
    local = copy.deepcopy(model).to(device)
    opt = torch.optim.SGD(local.parameters(), lr=0.1)
    local(torch.randn(4, 3, device=device)).pow(2).mean().backward()
    opt.step()
    return {k: v.cpu() for k, v in local.state_dict().items()}  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
server = Server(nn.Linear(3, 2), device)
for _ in range(2):
    updates = [local_update(server.model, device) for _ in range(2)]
    server.aggregate(updates)  # or here
