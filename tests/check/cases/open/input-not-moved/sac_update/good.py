import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def mlp(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 16), nn.ReLU(), nn.Linear(16, n_out))


class Memory:
    def __init__(self, size, n_obs, n_act):
        self.obs = np.zeros((size, n_obs), dtype=np.float32)
        self.act = np.zeros((size, n_act), dtype=np.float32)
        self.rew = np.zeros((size, 1), dtype=np.float32)
        self.ptr = 0

    def push(self, obs, act, rew):
        self.obs[self.ptr], self.act[self.ptr], self.rew[self.ptr] = obs, act, rew
        self.ptr += 1

    def batch(self, n):
        rows = np.random.randint(0, self.ptr, size=n)
        return self.obs[rows], self.act[rows], self.rew[rows]


class SAC:
    def __init__(self, n_obs=3, n_act=2, alpha=0.2):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.alpha = alpha
        self.critic = mlp(n_obs + n_act, 1).to(self.device)
        self.actor = mlp(n_obs, 2 * n_act).to(self.device)
        self.critic_optim = torch.optim.Adam(self.critic.parameters(), lr=3e-4)
        self.actor_optim = torch.optim.Adam(self.actor.parameters(), lr=3e-4)

    def sample(self, obs):
        mean, log_std = self.actor(obs).chunk(2, dim=-1)
        normal = torch.distributions.Normal(mean, log_std.clamp(-5, 2).exp())
        action = normal.rsample()
        return torch.tanh(action), normal.log_prob(action).sum(1, keepdim=True)

    def update(self, memory, n=4):
        obs, act, rew = memory.batch(n)
        obs = torch.FloatTensor(obs).to(self.device)
        act = torch.FloatTensor(act).to(self.device)
        rew = torch.FloatTensor(rew).to(self.device)
        q = self.critic(torch.cat([obs, act], dim=1))
        critic_loss = F.mse_loss(q, rew)
        self.critic_optim.zero_grad()
        critic_loss.backward()
        self.critic_optim.step()

        action, log_prob = self.sample(obs)
        actor_loss = (self.alpha * log_prob - self.critic(torch.cat([obs, action], 1))).mean()
        self.actor_optim.zero_grad()
        actor_loss.backward()
        self.actor_optim.step()
        return critic_loss.item(), actor_loss.item()


memory = Memory(16, 3, 2)
for _ in range(10):
    memory.push(np.random.randn(3), np.random.randn(2), 1.0)
print(SAC().update(memory))
