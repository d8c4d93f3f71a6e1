import torch
import torch.nn.functional as F
from torch import nn


class Distiller:
    def __init__(self, student, teacher, lr=0.1):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.student = student.to(self.device)
        self.teacher = teacher.eval()  # mended: self.teacher = teacher.eval().to(self.device)
        self.optimizer = torch.optim.SGD(self.student.parameters(), lr=lr)

    def step(self, x, t=2.0):
        x = x.to(self.device)
        with torch.no_grad():
            soft = F.softmax(self.teacher(x) / t, -1)  # or here
        loss = F.kl_div(F.log_softmax(self.student(x) / t, -1), soft, reduction="batchmean")
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


small = nn.Linear(4, 3)
big = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))  # or here
Distiller(small, big).step(torch.rand(2, 4))  # or here
