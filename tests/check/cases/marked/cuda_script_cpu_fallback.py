import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 2).to(device)


def test(batches):
    with torch.no_grad():
        for x, y in batches:
            x = x.cuda()  # mended: x = x.to(device)
            y = y.to(device)
            out = model(x)


test([(torch.randn(2, 3), torch.tensor([0, 1]))])
