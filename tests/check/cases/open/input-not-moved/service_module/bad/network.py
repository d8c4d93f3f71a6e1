from torch import nn


def load_network(device):
    network = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3))
    return network.eval().to(device)
