import torch
from torch import nn


class LabelSmoothing(nn.Module):
    def __init__(self, size, smoothing=0.1):
        super().__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.size = size
        one_hot = torch.full((size,), smoothing / (size - 1))  # or here
        self.one_hot = one_hot.unsqueeze(0)  # mended: self.register_buffer("one_hot", one_hot.unsqueeze(0))
        self.confidence = 1 - smoothing

    def forward(self, output, target):
        model_prob = self.one_hot.repeat(target.size(0), 1)
        model_prob.scatter_(1, target.unsqueeze(1), self.confidence)  # or here
        return self.criterion(output, model_prob)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = nn.Linear(3, 4).to(device)
loss = LabelSmoothing(4).to(device)
x, y = torch.randn(2, 3, device=device), torch.tensor([0, 3], device=device)
loss(net(x).log_softmax(-1), y).backward()
