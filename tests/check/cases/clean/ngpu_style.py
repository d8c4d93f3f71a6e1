import torch
from torch import nn

ngpu = 1
device = torch.device("cuda:0" if (torch.cuda.is_available() and ngpu > 0) else "cpu")
netG = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)).to(device)
netD = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()).to(device)
if (device.type == "cuda") and (ngpu > 1):
    netG = nn.DataParallel(netG, list(range(ngpu)))
criterion = nn.BCELoss()
fixed_noise = torch.randn(4, 3, device=device)
real_cpu = torch.randn(4, 2)
real = real_cpu.to(device)
label = torch.full((real.size(0),), 1.0, dtype=torch.float, device=device)
out = netD(real).view(-1)
loss = criterion(out, label)
label.fill_(0.0)
fake = netG(torch.randn(4, 3, device=device))
print((loss + criterion(netD(fake.detach()).view(-1), label)).item(), netG(fixed_noise))
