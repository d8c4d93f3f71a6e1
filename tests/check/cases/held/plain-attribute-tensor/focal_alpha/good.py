import torch
import torch.nn as nn
import torch.nn.functional as F


class FocalLoss(nn.Module):
    def __init__(self, alpha, gamma=2.0, reduction="mean"):
        super().__init__()
        self.register_buffer("alpha", torch.as_tensor(alpha))
        self.gamma = gamma
        self.reduction = reduction

    def forward(self, logits, target):
        log_p = F.log_softmax(logits, dim=-1)
        ce = F.nll_loss(log_p, target, reduction="none")
        p_true = log_p.gather(1, target.unsqueeze(1)).squeeze(1).exp()
        alpha = self.alpha[target]
        loss = alpha * (1 - p_true) ** self.gamma * ce
        if self.reduction == "mean":
            return loss.mean()
        if self.reduction == "sum":
            return loss.sum()
        return loss


class Classifier(nn.Module):
    def __init__(self, loss):
        super().__init__()
        self.linear = nn.Linear(4, 3)
        self.loss = loss

    def forward(self, x, y=None):
        logits = self.linear(x)
        return logits if y is None else (logits, self.loss(logits, y))


def main():
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    model = Classifier(FocalLoss([0.25, 0.5, 0.25]))
    model.to(device)
    optimizer = torch.optim.Adam(model.parameters())
    x = torch.randn(6, 4, device=device)
    y = torch.randint(0, 3, (6,), device=device)
    _, loss = model(x, y)
    loss.backward()
    optimizer.step()
    print(loss.item())


main()
