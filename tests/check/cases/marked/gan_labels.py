import torch
from torch import nn


def train_step(g, d, real, opt_d, device):
    bce = nn.BCELoss()
    n = real.size(0)
    real_labels = torch.ones(n, 1)  # mended: real_labels = torch.ones(n, 1, device=device)
    fake_labels = torch.zeros(n, 1).to(device)
    fake = g(torch.randn(n, 3, device=device)).detach()
    loss = bce(d(real.to(device)), real_labels) + bce(d(fake), fake_labels)  # or here
    opt_d.zero_grad()
    loss.backward()
    opt_d.step()


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    g = nn.Linear(3, 2).to(device)
    d = nn.Sequential(nn.Linear(2, 1), nn.Sigmoid()).to(device)
    opt = torch.optim.Adam(d.parameters())
    train_step(g, d, torch.randn(4, 2), opt, device)


main()
