import copy
import torch
from torch import nn


class EMA(nn.Module):
    def __init__(self, model, decay=0.99, device=None):
        super().__init__()
        self.module = copy.deepcopy(model)
        self.module.eval()
        self.decay = decay
        self.device = device
        if self.device is not None:
            self.module.to(device=device)

    @torch.no_grad()
    def update(self, model):
        for e, m in zip(self.module.state_dict().values(), model.state_dict().values()):
            if self.device is not None:
                m = m.to(device=self.device)
            e.copy_(self.decay * e + (1.0 - self.decay) * m)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 1).to(device)
ema = EMA(model)
ema.update(model)
print(ema.module(torch.randn(2, 3, device=device)))
