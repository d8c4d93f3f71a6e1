import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F


def resnet_like(width, classes=4):
    return nn.Sequential(
        nn.Conv2d(3, width, 3, padding=1),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(width, classes),
    )


def kd_loss(student, teacher, labels, temperature, alpha):
    soft = F.kl_div(
        F.log_softmax(student / temperature, dim=1),
        F.softmax(teacher / temperature, dim=1),
        reduction="batchmean",
    )
    return alpha * temperature**2 * soft + (1 - alpha) * F.cross_entropy(student, labels)


def get_args():
    parser = argparse.ArgumentParser("distillation")
    parser.add_argument("--temperature", type=float, default=4.0)
    parser.add_argument("--alpha", type=float, default=0.7)
    parser.add_argument("--steps", type=int, default=2)
    return parser.parse_args()


def main():
    args = get_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    student = resnet_like(4)
    student = student.to(device)
    teacher = resnet_like(8).to(device)
    teacher.requires_grad_(False)
    teacher.eval()
    optimizer = torch.optim.SGD(student.parameters(), lr=0.1, momentum=0.9)
    for step in range(args.steps):
        images = torch.rand(2, 3, 4, 4, device=device)
        labels = torch.randint(0, 4, (2,), device=device)
        with torch.no_grad():
            wanted = teacher(images)
        loss = kd_loss(student(images), wanted, labels, args.temperature, args.alpha)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(step, loss.item())


if __name__ == "__main__":
    main()
