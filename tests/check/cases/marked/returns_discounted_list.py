import torch
from torch import nn


def finish_episode(log_probs, rewards, gamma=0.9):
    returns, total = [], 0
    for r in rewards[::-1]:
        total = r + gamma * total
        returns.insert(0, total)
    returns = torch.tensor(returns)  # mended: returns = torch.tensor(returns, device=log_probs[0].device)
    returns = (returns - returns.mean()) / (returns.std() + 1e-6)
    loss = -(torch.stack(log_probs) * returns).sum()  # or here
    loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
policy = nn.Linear(3, 2).to(device)
log_probs = [policy(torch.randn(3, device=device)).log_softmax(-1)[0] for _ in range(3)]
finish_episode(log_probs, [1.0, 0.0, 1.0])  # or here
