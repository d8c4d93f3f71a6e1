# setup: import torch; torch.save({"w": torch.ones(2, 3, device="cuda:1")}, "weights.pt")
import torch
from torch import nn


class Wrapper:
    def __init__(self, path):
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.net = nn.Linear(3, 2, bias=False)
        state = torch.load(path)  # mended: state = torch.load(path, map_location=self.device)
        self.net.load_state_dict({"weight": state["w"]})
        self.net.to(self.device)


print(Wrapper("weights.pt").net.weight.device)
