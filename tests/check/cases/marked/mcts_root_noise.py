import numpy as np
import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.policy = nn.Linear(4, 3)

    def forward(self, obs):
        return self.policy(obs).softmax(-1)


class Search:
    def __init__(self, config, network):
        self.config, self.network = config, network

    def run(self, observation):
        obs = torch.from_numpy(observation).float().unsqueeze(0).to(self.config["device"])
        prior = self.network(obs)[0]
        noise = torch.from_numpy(np.random.dirichlet([0.3] * 3)).float()  # mended: noise = torch.from_numpy(np.random.dirichlet([0.3] * 3)).float().to(prior.device)
        return (0.75 * prior + 0.25 * noise).argmax().item()  # or here


config = {"device": torch.device("cuda" if torch.cuda.is_available() else "cpu")}
print(Search(config, Network().to(config["device"])).run(np.zeros(4)))
