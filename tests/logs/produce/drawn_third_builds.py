"""A third drawing: builds, packages and compilers."""

import drawn
from wear import compose, windows


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("cuda-no-kernel-image", "new_card_old_build", """
import warnings

import torch
from torch import nn

warnings.warn('''
NVIDIA GeForce RTX 5070 Ti with CUDA capability sm_120 is not compatible with the current PyTorch installation.
The current PyTorch install supports CUDA capabilities sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90.
If you want to use the NVIDIA GeForce RTX 5070 Ti GPU with PyTorch, please check the instructions at https://pytorch.org/get-started/locally/
''')


def main():
    net = nn.Conv2d(3, 8, 3).to("cuda")
    x = torch.rand(1, 3, 64, 64, device="cuda")
    y = net(x)
    print(y.shape)


main()
""", path="/home/lars/pics/first.py", at="y = net(x)", gpu=True, run="guest", lines=False, edit=lambda text: text.replace("/home/lars/pics/first.py:6: UserWarning:", "/home/lars/miniconda3/envs/torch/lib/python3.11/site-packages/torch/cuda/__init__.py:287: UserWarning:").replace("  warnings.warn('''\n", "  warnings.warn(\n"),
      breaks=("conv2d", 1, "RuntimeError", "CUDA error: no kernel image is available for execution on the device\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.\n"),
      where="torch 2.6 torch/cuda/__init__.py and c10/cuda/CUDAException.cpp", root="no kernel image", fix_any=["cu128", "cu129", "cu130"])

scene("cuda-not-compiled", "device_of_a_default", """
import argparse

import torch
from torch import nn


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--hidden", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    args = get_args()
    model = nn.LSTM(8, args.hidden, batch_first=True).to(args.device)
    y, _ = model(torch.randn(2, 5, 8, device=args.device))
    print(y.shape)
""", path="/home/zara/lstm/run.py", at="model = nn.LSTM(8, args.hidden, batch_first=True).to(args.device)", form="windows", wears=[windows], fix_any=["--device cpu", "download.pytorch.org/whl/cu", "torch.cuda.is_available()", "CUDA build"])

scene("process-failed", "pip_in_a_script", """
import subprocess
import sys

PACKAGES = ["torch==1.4.0"]


def ensure(packages):
    for package in packages:
        subprocess.check_call([sys.executable, "-m", "pip", "install", "--disable-pip-version-check", package])


ensure(PACKAGES)
import torch

print(torch.__version__)
""", path="/home/bea/setup/bootstrap.py", at='subprocess.check_call([sys.executable, "-m", "pip", "install", "--disable-pip-version-check", package])', rule="pip-no-match", accept=["process-failed"], run="process",
      edit=lambda text: "\n".join(line for line in text.split("\n") if not line.startswith(("WARNING: Location", "Looking in"))), root="No matching distribution", lines=False, entities={"package": "torch"},
      fix_any=["Python 3.8", "python3.8", "python=3.8", "3.8", "newer", "pip index versions torch", "1.13", "release that", "version that"])

scene("module-missing", "computer_vision_in_a_cell", "", cells=["""
import os
import numpy as np
import cv2
from glob import glob
"""], path="/home/jun/nb/frames.ipynb", at="import cv2", run="guest", form="ansi", colors="linux", fix_any=["opencv-python"], entities={"module": "cv2"})

scene("module-shadowed", "script_named_like_the_library", """
from tokenize import split_words

import torch

words = split_words("a small sentence")
print(torch.zeros(len(words)))
""", path="/home/bea/nlp/main.py", at="import torch", run="process", files={"tokenize.py": "def split_words(text):\n    return text.lower().split()\n"},
      accept=["missing-attribute", "attribute-removed"], fix_any=["tokenize.py"])

scene("torch-compile", "no_compiler_in_the_image", """
import torch
from torch import nn


class GatedMLP(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.up, self.gate, self.down = nn.Linear(dim, 2 * dim), nn.Linear(dim, 2 * dim), nn.Linear(2 * dim, dim)

    def forward(self, x):
        return self.down(torch.nn.functional.silu(self.gate(x)) * self.up(x))


mlp = torch.compile(GatedMLP(32))
y = mlp(torch.randn(4, 32))
print(y.shape)
""", path="/app/bench/compile.py", at="y = mlp(torch.randn(4, 32))", run="process", env={"PATH": "/nowhere", "TORCHINDUCTOR_CACHE_DIR": "/tmp/empty_inductor", "TORCHINDUCTOR_FX_GRAPH_CACHE": "0"}, form="docker", wears=[compose("bench")],
      root="InvalidCxxCompiler", fix_any=["build-essential", "g++", 'backend="eager"', "gcc"])

scene("torch-compile", "export_of_a_python_choice", """
import torch
from torch import nn


class EarlyExit(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x):
        h = self.first(x).relu()
        if h.mean() > 0.5:
            return h
        return self.second(h)


program = torch.export.export(EarlyExit().eval(), (torch.randn(2, 8),))
print(program.graph_module.code)
""", path="/home/yuki/edge/export.py", at="if h.mean() > 0.5:", run="process", lines=False, fix_any=["torch.cond", "torch.where"])

scene("cpu-oom", "all_images_in_one_array", """
import numpy as np
from PIL import Image


class Images:
    def __init__(self, paths, size=512):
        self.paths = paths
        self.data = np.zeros((len(paths), 3, size, size), dtype=np.float64)
        for i, path in enumerate(paths):
            self.data[i] = np.asarray(Image.open(path).resize((size, size))).transpose(2, 0, 1)

    def __len__(self):
        return len(self.paths)


images = Images([f"train/{i:06d}.jpg" for i in range(1_200_000)])
print(len(images))
""", path="/home/hugo/imagenet/load.py", at="self.data = np.zeros((len(paths), 3, size, size), dtype=np.float64)", entities={"shapes": [[1200000, 3, 512, 512]], "dtype": "float64"},
      fix_any=["memmap", "chunks", "__getitem__", "at a time", "lazily", "on demand", "as they are needed"])
