import torch
from torch import nn
from torch.distributions import Categorical


class ActorCritic(nn.Module):
    def __init__(self, n_obs, n_actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_obs, 16), nn.Tanh())
        self.pi = nn.Linear(16, n_actions)
        self.v = nn.Linear(16, 1)

    def forward(self, obs):
        h = self.body(obs)
        return Categorical(logits=self.pi(h)), self.v(h).squeeze(-1)


def discounted(rewards, gamma):
    """Returns-to-go of one episode."""
    out, running = [], 0.0
    for r in reversed(rewards):
        running = r + gamma * running
        out.append(running)
    out.reverse()
    return out


class Agent:
    def __init__(self, n_obs=4, n_actions=2, gamma=0.99):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.gamma = gamma
        self.net = ActorCritic(n_obs, n_actions).to(self.device)
        self.optim = torch.optim.Adam(self.net.parameters(), lr=3e-4)

    def act(self, obs):
        obs = torch.as_tensor(obs, dtype=torch.float32, device=self.device)
        dist, value = self.net(obs)
        action = dist.sample()
        return action.item(), dist.log_prob(action), value

    def update(self, log_probs, values, rewards):
        returns = torch.tensor(discounted(rewards, self.gamma), device=self.device)
        log_probs, values = torch.stack(log_probs), torch.stack(values)
        advantage = returns - values.detach()
        policy_loss = -(log_probs * advantage).mean()
        value_loss = nn.functional.mse_loss(values, returns)
        loss = policy_loss + 0.5 * value_loss
        self.optim.zero_grad()
        loss.backward()
        self.optim.step()


def play(agent, steps=5):
    log_probs, values, rewards = [], [], []
    obs = [0.0, 0.1, 0.2, 0.3]
    for _ in range(steps):
        action, log_prob, value = agent.act(obs)
        log_probs.append(log_prob)
        values.append(value)
        rewards.append(1.0 if action else 0.0)
        obs = [o + 0.1 for o in obs]
    agent.update(log_probs, values, rewards)


if __name__ == "__main__":
    play(Agent())
