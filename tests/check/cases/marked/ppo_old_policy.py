import torch
from torch import nn
from torch.distributions import Categorical

device = torch.device("cpu")
if torch.cuda.is_available():
    device = torch.device("cuda:0")
    torch.cuda.empty_cache()


class ActorCritic(nn.Module):
    def __init__(self, state_dim, action_dim):
        super().__init__()
        self.actor = nn.Sequential(nn.Linear(state_dim, 8), nn.Tanh(), nn.Linear(8, action_dim), nn.Softmax(-1))
        self.critic = nn.Linear(state_dim, 1)

    def act(self, state):
        dist = Categorical(self.actor(state))
        action = dist.sample()
        return action.detach(), dist.log_prob(action).detach()


class PPO:
    def __init__(self, state_dim, action_dim):
        self.policy = ActorCritic(state_dim, action_dim).to(device)
        self.optimizer = torch.optim.Adam(self.policy.parameters())
        self.policy_old = ActorCritic(state_dim, action_dim)  # mended: self.policy_old = ActorCritic(state_dim, action_dim).to(device)
        self.policy_old.load_state_dict(self.policy.state_dict())
        self.buffer = []

    def select_action(self, state):
        with torch.no_grad():
            state = torch.FloatTensor(state).to(device)
            action, logprob = self.policy_old.act(state)  # or here
        self.buffer.append((state, action, logprob))
        return action.item()


print(PPO(4, 2).select_action([0.1, 0.2, 0.3, 0.4]))
