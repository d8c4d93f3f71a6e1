import numpy as np
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"


def predict_grid(model, n):
    xx, yy = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    grid = torch.from_numpy(np.column_stack((xx.ravel(), yy.ravel()))).float()  # or here
    with torch.inference_mode():
        logits = model(grid)  # mended: logits = model(grid.to(device))
    return logits.argmax(1).reshape(xx.shape).cpu()


predict_grid(nn.Linear(2, 3).to(device), 4)
