import copy

import torch
from torch import nn


class MeanTeacher(nn.Module):
    def __init__(self, width=4, classes=2):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(width, 8), nn.BatchNorm1d(8), nn.ReLU())
        self.head = nn.Linear(8, classes)

    def forward(self, x):
        return self.head(self.encoder(x))


@torch.no_grad()
def update_teacher(teacher, student, decay):
    for t, s in zip(teacher.parameters(), student.parameters()):
        t.mul_(decay).add_(s, alpha=1 - decay)
    for t, s in zip(teacher.buffers(), student.buffers()):
        t.copy_(s)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    student = MeanTeacher()
    student.to(device)
    teacher = copy.deepcopy(student).eval()
    optimizer = torch.optim.SGD(student.parameters(), lr=0.1, weight_decay=1e-4)
    for step in range(2):
        clean = torch.randn(6, 4, device=device)
        noisy = clean + 0.05 * torch.randn_like(clean)
        with torch.no_grad():
            wanted = teacher(clean).softmax(dim=1)
        loss = nn.functional.mse_loss(student(noisy).softmax(dim=1), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        update_teacher(teacher, student, decay=min(0.99, step / (step + 1)))
        print(step, loss.item())


if __name__ == "__main__":
    main()
