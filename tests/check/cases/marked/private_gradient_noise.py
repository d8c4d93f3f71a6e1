import torch
from torch import nn


def clip(parameters, bound):
    norm = torch.sqrt(sum(p.grad.pow(2).sum() for p in parameters))
    factor = (bound / (norm + 1e-6)).clamp(max=1.0)
    for p in parameters:
        p.grad.mul_(factor)


def add_noise(parameters, sigma, bound):
    for p in parameters:
        noise = torch.normal(0.0, sigma * bound, size=p.grad.shape)  # mended: noise = torch.normal(0.0, sigma * bound, size=p.grad.shape, device=p.grad.device)
        p.grad += noise  # or here


class Client:
    def __init__(self, model, data, device):
        self.model = model.to(device)
        self.data = data
        self.device = device
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)

    def local_train(self, sigma=1.0, bound=1.0):
        params = [p for p in self.model.parameters() if p.requires_grad]
        for x, y in self.data:
            self.optimizer.zero_grad()
            loss = nn.functional.mse_loss(self.model(x.to(self.device)), y.to(self.device))
            loss.backward()
            clip(params, bound)
            add_noise(params, sigma, bound)  # or here
            self.optimizer.step()
        return {k: v.cpu() for k, v in self.model.state_dict().items()}


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
client = Client(nn.Linear(4, 1), [(torch.randn(3, 4), torch.randn(3, 1))], device)
client.local_train()
