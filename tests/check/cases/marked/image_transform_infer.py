import numpy as np
import torch
from torch import nn


class ToTensor:
    def __call__(self, picture):
        return torch.from_numpy(picture.transpose(2, 0, 1)).float() / 255


class Predictor:
    def __init__(self, weights=None):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.transform = ToTensor()
        self.model = nn.Conv2d(3, 2, 1)
        self.model.to(self.device)
        self.model.eval()

    def preprocess(self, picture):
        tensor = self.transform(picture)
        return tensor.unsqueeze(0)  # mended: return tensor.unsqueeze(0).to(self.device)

    def __call__(self, picture):
        batch = self.preprocess(picture)  # or here
        with torch.no_grad():
            return self.model(batch).cpu().numpy()  # or here


Predictor()(np.zeros((4, 4, 3), dtype=np.uint8))
