import torch
from torch import nn


class Agent:
    def __init__(self, obs, device="cuda:0"):
        self.device = device
        self.net = nn.Linear(obs, 2).to(device)

    def act(self, obs):
        obs = torch.tensor(obs, dtype=torch.float32).unsqueeze(0).to(self.device)
        with torch.no_grad():
            logits = self.net(obs)
        noise = torch.rand(logits.shape)  # mended: noise = torch.rand(logits.shape, device=self.device)
        return (logits - (-noise.log()).log()).argmax(-1).item()  # or here


Agent(3).act([0.0, 1.0, 2.0])
