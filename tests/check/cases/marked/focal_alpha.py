import torch
from torch import nn
import torch.nn.functional as F


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=None):
        super().__init__()
        self.gamma = gamma
        if isinstance(alpha, (list, tuple)):
            alpha = torch.tensor(alpha)  # or here
        self.alpha = alpha  # mended: self.register_buffer("alpha", alpha)

    def forward(self, logits, target):
        logp = F.log_softmax(logits, dim=1)
        logp = logp.gather(1, target.unsqueeze(1)).squeeze(1)
        if self.alpha is not None:
            at = self.alpha.gather(0, target)  # or here
            logp = logp * at
        return (-((1 - logp.exp()) ** self.gamma) * logp).mean()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(4, 3).to(device)
crit = FocalLoss(alpha=[0.2, 0.3, 0.5]).to(device)
loss = crit(net(torch.randn(5, 4, device=device)), torch.randint(0, 3, (5,), device=device))
loss.backward()
