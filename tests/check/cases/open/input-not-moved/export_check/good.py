import time

import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.head = nn.Linear(width, 5)

    def forward(self, x):
        x = torch.relu(self.norm(self.stem(x)))
        return self.head(x.mean(dim=(2, 3)))


class Benchmark:
    """Measures the latency of a model at several batch sizes."""

    def __init__(self, model, sizes=(1, 2), image=8, fp16=False):
        self.use_cuda = torch.cuda.is_available()
        self.model = model.cuda() if self.use_cuda else model
        self.model.eval()
        self.sizes = sizes
        self.image = image

    def inputs(self, n):
        x = torch.randn(n, 3, self.image, self.image)
        return x.cuda() if self.use_cuda else x

    def wait(self):
        if self.use_cuda:
            torch.cuda.synchronize()

    @torch.no_grad()
    def run(self, repeats=2):
        results = {}
        for n in self.sizes:
            x = self.inputs(n)
            self.model(x)
            self.wait()
            start = time.perf_counter()
            for _ in range(repeats):
                self.model(x)
            self.wait()
            results[n] = (time.perf_counter() - start) / repeats
        return results


if __name__ == "__main__":
    for n, seconds in Benchmark(Backbone()).run().items():
        print(n, f"{1000 * seconds:.2f} ms")
