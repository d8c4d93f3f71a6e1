from functools import partial
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
sample_noise = partial(torch.randn, 4, 10)  # mended: sample_noise = partial(torch.randn, 4, 10, device=device)
generator = nn.Linear(10, 2).to(device)
for _ in range(2):
    z = sample_noise()  # or here
    fake = generator(z)  # or here
    fake.sum().backward()
