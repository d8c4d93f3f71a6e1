import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
rng = torch.Generator(device=device).manual_seed(0)  # mended: rng = torch.Generator().manual_seed(0)
data = TensorDataset(torch.rand(10, 3), torch.randint(0, 2, (10,)))
train, test = random_split(data, [8, 2], generator=rng)  # or here
model = nn.Linear(3, 2).to(device)
for x, y in DataLoader(train, batch_size=4):
    nn.functional.cross_entropy(model(x.to(device)), y.to(device)).backward()
