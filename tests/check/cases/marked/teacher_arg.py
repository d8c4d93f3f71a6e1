import torch
import torch.nn.functional as F
from torch import nn


def distill(student, teacher, batches, device):
    student.to(device)
    opt = torch.optim.SGD(student.parameters(), 0.1)
    for x in batches:
        x = x.to(device)
        with torch.no_grad():
            t = teacher(x)  # or here
        loss = F.mse_loss(student(x), t)
        opt.zero_grad()
        loss.backward()
        opt.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
student, teacher = nn.Linear(3, 2), nn.Linear(3, 2)  # or here
distill(student, teacher, [torch.randn(2, 3)], device)  # mended: teacher.to(device); distill(student, teacher, [torch.randn(2, 3)], device)
