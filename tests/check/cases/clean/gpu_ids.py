import torch
from torch import nn


class BaseModel:
    def __init__(self, gpu_ids):
        self.gpu_ids = gpu_ids
        self.device = torch.device("cuda:{}".format(self.gpu_ids[0])) if self.gpu_ids else torch.device("cpu")
        self.net = nn.Conv2d(3, 3, 1)
        if len(gpu_ids) > 0:
            assert torch.cuda.is_available()
            self.net.to(gpu_ids[0])
            self.net = nn.DataParallel(self.net, gpu_ids)

    def set_input(self, data):
        self.a = data["A"].to(self.device)
        self.b = data["B"].to(self.device)

    def forward(self):
        self.fake = self.net(self.a)
        return (self.fake - self.b).abs().mean()


class GANLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("real", torch.tensor(1.0))
        self.loss = nn.MSELoss()

    def __call__(self, p):
        return self.loss(p, self.real.expand_as(p))


m = BaseModel([0] if torch.cuda.is_available() else [])
m.set_input({"A": torch.randn(1, 3, 4, 4), "B": torch.randn(1, 3, 4, 4)})
print(m.forward(), GANLoss().to(m.device)(m.net(m.a)))
