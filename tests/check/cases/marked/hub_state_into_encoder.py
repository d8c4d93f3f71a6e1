# gpus: 0
# setup: import torch; torch.save(torch.nn.Linear(4, 3).cuda().state_dict(), "encoder.pth")
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, weights=None):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        if weights is not None:
            self.load_pretrained(weights)

    def load_pretrained(self, path):
        state = torch.load(path)  # mended: state = torch.load(path, map_location="cpu")
        self.fc.load_state_dict(state)

    def forward(self, x):
        return self.fc(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Sequential(Encoder("encoder.pth"), nn.ReLU(), nn.Linear(3, 2)).to(device)
print(model(torch.randn(1, 4, device=device)))
