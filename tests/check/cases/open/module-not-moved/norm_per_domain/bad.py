import torch
from torch import nn


class DomainNorm(nn.Module):
    """Keeps separate batch statistics for every domain."""

    def __init__(self, width, domains):
        super().__init__()
        self.norms = {d: nn.BatchNorm1d(width) for d in domains}

    def forward(self, x, domain):
        return self.norms[domain](x)


class Adapter(nn.Module):
    def __init__(self, width=5, classes=2, domains=("photo", "sketch")):
        super().__init__()
        self.domains = list(domains)
        self.inp = nn.Linear(width, 8)
        self.norm = DomainNorm(8, domains)
        self.out = nn.Linear(8, classes)

    def forward(self, x, domain):
        return self.out(torch.relu(self.norm(self.inp(x), domain)))


class Runner:
    def __init__(self, cfg):
        self.cfg = cfg
        self.device = torch.device(cfg.get("device", "cuda"))
        self.model = Adapter().to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=cfg["lr"])

    def batches(self):
        for domain in self.model.domains:
            x, y = torch.randn(4, 5), torch.randint(0, 2, (4,))
            yield domain, x.to(self.device), y.to(self.device)

    def run(self):
        for domain, x, y in self.batches():
            loss = nn.functional.cross_entropy(self.model(x, domain), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(domain, loss.item())


Runner({"lr": 1e-3}).run()
