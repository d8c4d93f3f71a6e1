import torch


class Schedule:
    def __init__(self, steps=5):
        self.sigmas = torch.linspace(1, 0, steps)

    def to(self, device):
        self.sigmas = self.sigmas.to(device)
        return self

    def add(self, x, t, noise):
        sigma = self.sigmas.to(x.device)[t].view(-1, 1)
        return x + sigma * noise


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
schedule = Schedule().to(device)
x = torch.randn(3, 2, device=device)
t = torch.randint(0, 5, (3,), device=device)
print(schedule.add(x, t, torch.randn_like(x)).shape)
