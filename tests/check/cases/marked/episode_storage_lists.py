import torch
from torch import nn


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.pi = nn.Linear(3, 2)
        self.v = nn.Linear(3, 1)

    def forward(self, s):
        return self.pi(s), self.v(s)


def advantages(rewards, values, gamma=0.9):
    adv = torch.zeros(len(rewards))  # mended: adv = torch.zeros(len(rewards), device=values.device)
    last = 0.0
    for t in reversed(range(len(rewards))):
        last = rewards[t] - values[t] + gamma * last
        adv[t] = last
    return adv


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    agent = Agent().to(device)
    s = torch.randn(5, 3, device=device)
    logits, v = agent(s)
    v = v.squeeze(-1)
    adv = advantages([1.0] * 5, v.detach())
    loss = -(logits.log_softmax(-1)[:, 0] * adv).mean() + v.pow(2).mean()  # or here
    loss.backward()


main()
