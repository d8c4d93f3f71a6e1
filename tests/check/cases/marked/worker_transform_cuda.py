import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Blur(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return self.conv(x[None])[0]


class Augmented(Dataset):
    def __init__(self, transform):
        self.images = torch.rand(6, 1, 4, 4)
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i].cuda()  # mended: image = self.images[i]
        return self.transform(image).detach()


device = torch.device("cuda")
model = nn.Sequential(nn.Flatten(), nn.Linear(16, 2)).to(device)
blur = Blur(1).to(device)  # mended: blur = Blur(1)
loader = DataLoader(Augmented(blur), batch_size=2, num_workers=2)  # or here
for x in loader:
    print(model(x.to(device)).shape)
