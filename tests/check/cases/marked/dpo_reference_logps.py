import copy

import torch
import torch.nn.functional as F
from torch import nn


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(8, 4)
        self.head = nn.Linear(4, 8)

    def forward(self, ids):
        return self.head(self.embed(ids))


def sequence_logps(model, ids):
    logps = model(ids[:, :-1]).log_softmax(-1)
    return logps.gather(-1, ids[:, 1:, None]).squeeze(-1).sum(-1)


class DPOTrainer:
    def __init__(self, policy, device, beta=0.1):
        self.device, self.beta = device, beta
        self.reference = copy.deepcopy(policy).eval()  # mended: self.reference = copy.deepcopy(policy).eval().to(device)
        self.policy = policy.to(device)

    def loss(self, chosen, rejected):
        chosen, rejected = chosen.to(self.device), rejected.to(self.device)
        ratio = sequence_logps(self.policy, chosen) - sequence_logps(self.policy, rejected)
        with torch.no_grad():
            base = sequence_logps(self.reference, chosen) - sequence_logps(self.reference, rejected)  # or here
        return -F.logsigmoid(self.beta * (ratio - base)).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
trainer = DPOTrainer(Policy(), device)
trainer.loss(torch.randint(0, 8, (2, 5)), torch.randint(0, 8, (2, 5))).backward()  # or here
