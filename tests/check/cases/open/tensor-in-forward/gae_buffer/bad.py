import torch
from torch import nn


class RolloutBuffer:
    """Stores one rollout of several environments on the training device."""

    def __init__(self, steps, envs, n_obs, device):
        self.device = device
        self.steps, self.envs = steps, envs
        self.obs = torch.zeros(steps, envs, n_obs, device=device)
        self.rewards = torch.zeros(steps, envs, device=device)
        self.values = torch.zeros(steps, envs, device=device)
        self.dones = torch.zeros(steps, envs, device=device)
        self.at = 0

    def add(self, obs, reward, value, done):
        self.obs[self.at] = obs
        self.rewards[self.at] = reward
        self.values[self.at] = value
        self.dones[self.at] = done
        self.at += 1

    def advantages(self, last_value, gamma=0.99, lam=0.95):
        out = torch.zeros_like(self.rewards)
        running = torch.zeros(self.envs)
        following = last_value
        for t in reversed(range(self.steps)):
            alive = 1.0 - self.dones[t]
            delta = self.rewards[t] + gamma * following * alive - self.values[t]
            running = delta + gamma * lam * alive * running
            out[t] = running
            following = self.values[t]
        return out


class Critic(nn.Module):
    def __init__(self, n_obs):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_obs, 8), nn.Tanh(), nn.Linear(8, 1))

    def forward(self, obs):
        return self.net(obs).squeeze(-1)


def collect(critic, buffer, device):
    obs = torch.randn(buffer.envs, 3, device=device)
    for _ in range(buffer.steps):
        with torch.no_grad():
            value = critic(obs)
        reward = torch.randn(buffer.envs)
        done = torch.rand(buffer.envs) < 0.1
        buffer.add(obs, reward.to(device), value, done.float().to(device))
        obs = torch.randn(buffer.envs, 3).to(device)
    with torch.no_grad():
        return buffer.advantages(critic(obs))


if __name__ == "__main__":
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    critic = Critic(3).to(device)
    buffer = RolloutBuffer(4, 2, 3, device)
    advantage = collect(critic, buffer, device)
    loss = (critic(buffer.obs) - (advantage + buffer.values)).pow(2).mean()
    loss.backward()
    print(loss.item())
