import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
loader = DataLoader(TensorDataset(torch.randn(8, 3), torch.randint(0, 2, (8,))), batch_size=4)
net = nn.Linear(3, 2)
net.to(device)
dataiter = iter(loader)
images, labels = next(dataiter)
outputs = net(images)  # mended: outputs = net(images.to(device))
_, predicted = torch.max(outputs, 1)
