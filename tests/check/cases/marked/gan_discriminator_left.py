import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Linear(5, 8)

    def forward(self, z):
        return torch.tanh(self.main(z))


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Linear(8, 1)

    def forward(self, x):
        return self.main(x)


netG = Generator().to(device)
netD = Discriminator()  # mended: netD = Discriminator().to(device)
criterion = nn.BCEWithLogitsLoss()
optimizerD = torch.optim.Adam(netD.parameters())
optimizerG = torch.optim.Adam(netG.parameters())
for step in range(2):
    noise = torch.randn(4, 5, device=device)
    fake = netG(noise)
    label = torch.full((4, 1), 0.0, device=device)
    output = netD(fake.detach())  # or here
    criterion(output, label).backward()
