import torch
from torch import nn


class PPO:
    def __init__(self, obs, act):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.actor = nn.Linear(obs, act).to(self.device)
        self.critic = nn.Linear(obs, 1).to(self.device)

    def returns(self, rewards, gamma=0.99):
        out = []
        running = 0
        for r in reversed(rewards):
            running = r + gamma * running
            out.insert(0, running)
        return torch.tensor(out, dtype=torch.float32)  # mended: return torch.tensor(out, dtype=torch.float32, device=self.device)

    def update(self, obs, actions, rewards):
        obs = torch.stack(obs).to(self.device)
        actions = torch.tensor(actions, device=self.device)
        rtg = self.returns(rewards)  # or here
        v = self.critic(obs).squeeze(-1)
        adv = rtg - v.detach()  # or here
        logp = self.actor(obs).log_softmax(-1).gather(1, actions[:, None]).squeeze(1)
        return -(logp * adv).mean() + nn.functional.mse_loss(v, rtg)


print(PPO(3, 2).update([torch.randn(3) for _ in range(4)], [0, 1, 0, 1], [1.0, 0.5, 0.2, 1.0]))
