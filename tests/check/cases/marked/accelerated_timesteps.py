import torch
import torch.nn.functional as F
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, steps=10):
        super().__init__()
        self.time = nn.Embedding(steps, 4)
        self.out = nn.Linear(4, 4)

    def forward(self, x, t):
        return self.out(x + self.time(t))  # or here


def main():
    accelerator = Accelerator()
    model = Net()
    optimizer = torch.optim.AdamW(model.parameters())
    loader = DataLoader(TensorDataset(torch.randn(8, 4)), batch_size=4)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for (x,) in loader:
        noise = torch.randn_like(x)
        t = torch.randint(0, 10, (x.shape[0],))  # mended: t = torch.randint(0, 10, (x.shape[0],), device=accelerator.device)
        loss = F.mse_loss(model(x + noise, t), noise)  # or here
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()


if __name__ == "__main__":
    main()
