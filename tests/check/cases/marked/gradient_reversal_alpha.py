import torch
from torch import nn
from torch.autograd import Function


class Reverse(Function):
    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad):
        return grad.neg() * ctx.alpha, None


class Dann(nn.Module):
    def __init__(self):
        super().__init__()
        self.feature = nn.Linear(4, 4)
        self.domain = nn.Linear(4, 2)

    def forward(self, x, alpha):
        return self.domain(Reverse.apply(self.feature(x), alpha))


def train(model, source, target, device):
    criterion = nn.NLLLoss()
    source, target = source.to(device), target.to(device)
    source_label = torch.zeros(len(source)).long()  # mended: source_label = torch.zeros(len(source)).long().to(device)
    target_label = torch.ones(len(target)).long().to(device)
    out_s = model(source, 0.5).log_softmax(-1)
    out_t = model(target, 0.5).log_softmax(-1)
    loss = criterion(out_s, source_label) + criterion(out_t, target_label)  # or here
    loss.backward()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
train(Dann().to(device), torch.rand(3, 4), torch.rand(3, 4), device)
