from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class EnvConfig:
    num_envs: int = 3
    obs_dim: int = 4
    device: str = "cuda" if torch.cuda.is_available() else "cpu"


class RunningMeanStd:
    def __init__(self, shape, epsilon=1e-4):
        self.mean = torch.zeros(shape)  # mended: self.mean = torch.zeros(shape, device=cfg.device)
        self.var = torch.ones(shape)  # mended: self.var = torch.ones(shape, device=cfg.device)
        self.count = epsilon

    def update(self, x):
        batch_mean, batch_var = x.mean(0), x.var(0)
        delta = batch_mean - self.mean  # or here
        total = self.count + x.shape[0]
        self.mean = self.mean + delta * x.shape[0] / total  # or here
        self.var = (self.var * self.count + batch_var * x.shape[0]) / total  # or here
        self.count = total

    def normalize(self, x):
        return (x - self.mean) / torch.sqrt(self.var + 1e-8)  # or here


class VecNorm:
    def __init__(self, cfg):
        self.cfg = cfg
        self.rms = RunningMeanStd((cfg.obs_dim,))  # or here

    def __call__(self, obs):
        self.rms.update(obs)  # or here
        return self.rms.normalize(obs)  # or here


cfg = EnvConfig()
policy = nn.Linear(cfg.obs_dim, 2).to(cfg.device)
norm = VecNorm(cfg)
for _ in range(2):
    obs = torch.randn(cfg.num_envs, cfg.obs_dim, device=cfg.device)
    logits = policy(norm(obs))  # or here
print(logits.shape)
