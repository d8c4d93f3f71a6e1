import torch
from torch import nn


class Classifier:
    def __init__(self, weights=None):
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
        self.net.to(self.device)
        self.net.eval()

    def preprocess(self, pixels):
        t = torch.tensor(pixels, dtype=torch.float32) / 255  # or here
        return t.view(1, 3, 2, 2)  # or here

    def predict(self, pixels):
        x = self.preprocess(pixels)  # or here
        with torch.inference_mode():
            out = self.net(x)  # mended: out = self.net(x.to(self.device))
        return out.softmax(-1)[0].tolist()


print(Classifier().predict([1] * 12))
