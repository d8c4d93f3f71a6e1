import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence


class SetEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(3, 4)

    def forward(self, sets):
        sizes = [len(s) for s in sets]
        x = self.f(pad_sequence(sets, batch_first=True))
        mask = torch.zeros(x.shape[:2])  # mended: mask = torch.zeros(x.shape[:2], device=x.device)
        for i, n in enumerate(sizes):
            mask[i, :n] = 1
        return (x * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)  # or here


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net = SetEncoder().to(device)
print(net([torch.randn(2, 3, device=device), torch.randn(4, 3, device=device)]))
