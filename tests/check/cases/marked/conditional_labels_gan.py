import torch
from torch import nn


class CondGen(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.label = nn.Embedding(classes, classes)
        self.fc = nn.Linear(4 + classes, 8)

    def forward(self, z, labels):
        return self.fc(torch.cat((self.label(labels), z), -1))


def sample_image(gen, n_row, device):
    z = torch.randn(n_row**2, 4, device=device)
    labels = torch.LongTensor([num for _ in range(n_row) for num in range(n_row)])  # mended: labels = torch.LongTensor([num for _ in range(n_row) for num in range(n_row)]).to(device)
    return gen(z, labels)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
gen = CondGen(3).to(device)
sample_image(gen, 3, device)
