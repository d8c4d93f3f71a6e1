import torch
from torch import nn


def step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)  # or here
    loss.backward()
    optimizer.step()
    return loss.item()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = nn.Linear(3, 1).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        x = torch.randn(4, 3, device=device)
        y = torch.randn(4, 1)  # mended: y = torch.randn(4, 1, device=device)
        print(step(model, optimizer, x, y))  # or here


main()
