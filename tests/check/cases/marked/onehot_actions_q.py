import torch
from torch import nn
import torch.nn.functional as F


class QMix(nn.Module):
    def __init__(self, n_actions):
        super().__init__()
        self.n_actions = n_actions
        self.net = nn.Linear(4 + n_actions, 1)

    def forward(self, obs, actions):
        onehot = torch.zeros(*actions.shape[:-1], self.n_actions)  # mended: onehot = torch.zeros(*actions.shape[:-1], self.n_actions, device=obs.device)
        onehot = onehot.scatter(-1, actions, 1)  # or here
        return self.net(torch.cat([obs, onehot], -1))  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
QMix(3).to(device)(torch.randn(2, 4, device=device), torch.tensor([[0], [2]], device=device))
