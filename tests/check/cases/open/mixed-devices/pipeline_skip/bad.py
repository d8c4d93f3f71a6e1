import torch
from torch import nn


class PipelineNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(4, 8).to("cuda:0")
        self.body = nn.Linear(8, 8).to("cuda:1")
        self.gate = nn.Parameter(torch.ones(8, device="cuda:1"))
        self.head = nn.Linear(8, 2).to("cuda:1")

    def forward(self, x):
        h = torch.relu(self.stem(x.to("cuda:0")))
        y = torch.relu(self.body(h.to("cuda:1"))) * self.gate
        return self.head(torch.add(y, h))


if __name__ == "__main__":
    net = PipelineNet()
    labels = torch.randint(0, 2, (3,))
    logits = net(torch.randn(3, 4))
    loss = nn.functional.cross_entropy(logits, labels.to(logits.device))
    loss.backward()
    print(loss.item())
