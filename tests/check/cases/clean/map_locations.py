import io

import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 2).to(device)
file = io.BytesIO()
torch.save(net.state_dict(), file)
for where in ("cpu", device, {"cuda:0": "cpu"}, lambda storage, location: storage):
    file.seek(0)
    net.load_state_dict(torch.load(file, where))
print(net.weight.device)
