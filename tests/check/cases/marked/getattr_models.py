import torch
from torch import nn
import torch.optim as optim


class System:
    def __init__(self, opt):
        self.opt = opt
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.model_names = ["G", "D"]
        self.netG = nn.Linear(3, 3)
        self.netD = nn.Linear(3, 1)  # mended: self.netD = nn.Linear(3, 1).to(self.device)
        self.netG.to(self.device)
        self.optimizers = [optim.SGD(self.netG.parameters(), 0.1), optim.SGD(self.netD.parameters(), 0.1)]

    def set_input(self, batch):
        self.real = batch["real"].to(self.device)

    def forward(self):
        self.fake = self.netG(self.real)

    def backward_d(self):
        pred = self.netD(self.fake.detach())  # or here
        pred.mean().backward()

    def optimize(self):
        self.forward()
        self.backward_d()


s = System(None)
s.set_input({"real": torch.randn(2, 3)})
s.optimize()
