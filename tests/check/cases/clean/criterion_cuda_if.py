import torch
import torch.nn as nn

gpu = 0 if torch.cuda.is_available() else None
model = nn.Linear(3, 2)
criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))
if gpu is not None:
    torch.cuda.set_device(gpu)
    model = model.cuda(gpu)
    criterion = criterion.cuda(gpu)
for i in range(2):
    images, target = torch.randn(2, 3), torch.tensor([0, 1])
    if gpu is not None:
        images = images.cuda(gpu, non_blocking=True)
    if torch.cuda.is_available():
        target = target.cuda(gpu, non_blocking=True)
    print(criterion(model(images), target))
