# gpus: 0
# setup: import torch; torch.save({"state": torch.nn.Linear(4, 2).cuda().state_dict(), "best": 0.5}, "best.pth")
import os

import torch
from torch import nn


class EarlyStopping:
    def __init__(self, path, patience=3):
        self.path = path
        self.patience = patience
        self.best = None

    def restore(self, model):
        saved = torch.load(self.path)  # mended: saved = torch.load(self.path, map_location="cpu")
        self.best = saved["best"]
        model.load_state_dict(saved["state"])
        return model


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
stopper = EarlyStopping("best.pth")
if os.path.exists(stopper.path):
    model = stopper.restore(model)
print(model(torch.randn(1, 4, device=device)))
