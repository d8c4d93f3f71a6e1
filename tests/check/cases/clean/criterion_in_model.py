import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
        self.criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))

    def forward(self, x, y):
        return self.criterion(self.fc(x), y)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Model().to(device)
print(model(torch.randn(2, 3).to(device), torch.tensor([0, 1]).to(device)).item())
