import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters())  # or here
model(torch.rand(2, 3)).sum().backward()
optimizer.step()
saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}

resumed = nn.Linear(3, 1)
resumed_opt = torch.optim.Adam(resumed.parameters())  # mended: resumed.to(device); resumed_opt = torch.optim.Adam(resumed.parameters())
resumed.load_state_dict(saved["model"])
resumed_opt.load_state_dict(saved["optimizer"])  # or here
resumed.to(device)  # or here
resumed(torch.rand(2, 3, device=device)).sum().backward()
resumed_opt.step()
