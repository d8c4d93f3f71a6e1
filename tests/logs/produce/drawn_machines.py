"""Drawn programs: processes, devices and environments."""

from drawn import scene
from stage import gib, mib
from wear import coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal, windows

scene("dist-env-missing", "plain_python_in_place_of_torchrun", """
import argparse

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


def setup(backend):
    dist.init_process_group(backend)
    return dist.get_rank(), dist.get_world_size()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--backend", default="gloo")
    args = parser.parse_args()
    rank, world = setup(args.backend)
    model = DistributedDataParallel(nn.Linear(4, 4))
    print(rank, world, model)


if __name__ == "__main__":
    main()
""", path="/home/irina/ddp/train.py", at="dist.init_process_group(backend)", entities={"variable": "RANK"}, form="quoted", wears=[quoted],
      fix_any=["torchrun --nproc_per_node", "torchrun --nproc-per-node", "torchrun"])

scene("dist-not-initialized", "average_of_a_metric", """
import torch
import torch.distributed as dist
from torch import nn


def reduce_mean(value):
    tensor = torch.tensor(value)
    dist.all_reduce(tensor)
    return tensor.item() / dist.get_world_size()


class Evaluator:
    def __init__(self, net):
        self.net = net.eval()

    @torch.no_grad()
    def run(self, batches):
        losses = [nn.functional.mse_loss(self.net(x), y).item() for x, y in batches]
        return reduce_mean(sum(losses) / len(losses))


batches = [(torch.randn(4, 3), torch.randn(4, 1)) for _ in range(3)]
print(Evaluator(nn.Linear(3, 1)).run(batches))
""", path="/workspace/eval/metrics.py", at="dist.all_reduce(tensor)", form="docker", wears=[compose("eval-0")],
      fix_any=["dist.is_initialized()", "init_process_group("])

scene("dist-address-in-use", "two_runs_on_one_port", """
import os
import socket

import torch.distributed as dist

blocker = socket.socket()  # stands for the run started yesterday
blocker.bind(("127.0.0.1", 29677))
blocker.listen()


def init(rank=0, world_size=1, port=29677):
    os.environ["MASTER_ADDR"] = "127.0.0.1"
    os.environ["MASTER_PORT"] = str(port)
    dist.init_process_group("gloo", rank=rank, world_size=world_size)


init()
print(dist.get_rank())
""", path="/srv/second/train.py", at='dist.init_process_group("gloo", rank=rank, world_size=world_size)', entities={"port": 29677}, run="process",
      fix_any=["another port", "MASTER_PORT", "port=", "lsof -i :29677", "free port"])

scene("dist-connect", "the_other_rank_never_came", """
import datetime
import os

import torch
import torch.distributed as dist


def join(rank, world):
    os.environ.setdefault("MASTER_ADDR", "localhost")
    os.environ.setdefault("MASTER_PORT", "29688")
    dist.init_process_group("gloo", rank=rank, world_size=world, timeout=datetime.timedelta(seconds=4))


if __name__ == "__main__":
    print("joining")
    join(int(os.environ.get("SLURM_PROCID", 0)), int(os.environ.get("SLURM_NTASKS", 2)))
    print(torch.ones(1))
""", path="/home/femi/slurm/join.py", at='dist.init_process_group("gloo", rank=rank, world_size=world, timeout=datetime.timedelta(seconds=4))', run="process",
      form="ranked", wears=[prefixed("0: ")], fix_any=["MASTER_ADDR", "world_size", "all ranks", "every rank", "2 "])

scene("shape-broadcast", "last_shard_of_one_rank", """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def shard(rank):
    return torch.randn(6 - rank, 5), torch.randn(6, 2)


def main():
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    torch.manual_seed(rank)
    model = DDP(nn.Linear(5, 2))
    x, y = shard(rank)
    loss = (model(x) - y).pow(2).mean()
    loss.backward()
    print(rank, loss.item())
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
""", path="/home/lena/shards/ddp.py", at="loss = (model(x) - y).pow(2).mean()", run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29701"],
      form="torchrun", entities={"sizes": [5, 6]}, others=["dist-child-failed"], fix_any=["same rows", "same number", "same examples", "rows of", "len(x)", "y[:"])

scene("ddp-unused-parameters", "auxiliary_head_only_at_times", """
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.main, self.aux = nn.Linear(4, 8), nn.Linear(8, 2), nn.Linear(8, 2)

    def forward(self, x, with_aux):
        h = self.trunk(x).relu()
        return (self.main(h), self.aux(h)) if with_aux else (self.main(h), None)


def train(rank, world):
    os.environ |= {"MASTER_ADDR": "localhost", "MASTER_PORT": "29703"}
    dist.init_process_group("gloo", rank=rank, world_size=world)
    model = DDP(Net())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for step in range(4):
        y, aux = model(torch.randn(3, 4), with_aux=step % 2 == 0)
        loss = y.mean() + (aux.mean() if aux is not None else 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    mp.spawn(train, args=(2,), nprocs=2)
""", path="/home/petar/aux/train.py", at="y, aux = model(torch.randn(3, 4), with_aux=step % 2 == 0)", run="process", form="spawn",
      root="Expected to have finished reduction", fix_any=["DDP(Net(), find_unused_parameters=True)", "find_unused_parameters=True"])

scene("nccl-not-built", "backend_fixed_in_the_script", """
import os

import torch.distributed as dist


class Launcher:
    backend = "nccl"

    def __enter__(self):
        os.environ.setdefault("MASTER_ADDR", "localhost")
        os.environ.setdefault("MASTER_PORT", "29704")
        dist.init_process_group(self.backend, rank=0, world_size=1)
        return dist

    def __exit__(self, *error):
        dist.destroy_process_group()


with Launcher() as d:
    print(d.get_world_size())
""", path="/Users/uma/code/launch.py", at="dist.init_process_group(self.backend, rank=0, world_size=1)", run="process", fix_any=["gloo"])

scene("replica-exception", "key_missing_in_a_worker", """
import torch
from torch.utils.data import DataLoader, Dataset

LABELS = {"cat": 0, "dog": 1}


class Pets(Dataset):
    def __init__(self, names):
        self.names = names

    def __len__(self):
        return len(self.names)

    def __getitem__(self, i):
        kind = self.names[i].split("_")[0]
        return torch.randn(3, 8, 8), LABELS[kind]


if __name__ == "__main__":
    loader = DataLoader(Pets(["cat_1", "dog_4", "hamster_2", "cat_9"]), batch_size=2, num_workers=1)
    for images, labels in loader:
        print(images.shape, labels)
""", path="/home/dario/pets/data.py", at="return torch.randn(3, 8, 8), LABELS[kind]", rule="missing-entry", accept=["replica-exception"], run="process", form="worker",
      entities={"key": "hamster"}, root="KeyError: 'hamster'", fix_any=["LABELS", "hamster"])

scene("dist-signal-exit", "rank_one_killed", """
import os
import signal

import torch
import torch.distributed as dist


def main():
    dist.init_process_group("gloo")
    rank = int(os.environ["LOCAL_RANK"])
    cache = torch.zeros(10)
    if rank == 1:  # stands for the kernel's choice
        os.kill(os.getpid(), signal.SIGKILL)
    dist.all_reduce(cache)
    print(rank, cache.sum())


main()
""", path="/srv/cache/train.py", run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29705"], form="torchrun", lines=False, entities={"exitcode": -9},
      fix_any=["memory", "dmesg", "OOM"])

scene("cuda-unavailable", "container_without_the_flag", """
import torch
from torch import nn


def main():
    device = torch.device("cuda")
    net = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
    net.to(device)
    print(next(net.parameters()).device)


main()
""", path="/app/main.py", at="net.to(device)", gpu=True, breaks=("to", 1, "RuntimeError", "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx"),
      where="torch 2.13 torch/csrc/cuda/ (cudaGetDeviceCount)", form="docker", wears=[compose("app")], fix_any=["--gpus all", "nvidia-smi"])

scene("device-mismatch", "mask_no_buffer", """
import torch
from torch import nn


class CausalSelfAttention(nn.Module):
    def __init__(self, dim, length):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.mask = torch.tril(torch.ones(length, length)).bool()

    def forward(self, x):
        t = x.shape[1]
        q, k, v = self.qkv(x).chunk(3, -1)
        scores = q @ k.transpose(-2, -1)
        scores = scores.masked_fill(~self.mask[:t, :t], float("-inf"))
        return scores.softmax(-1) @ v


device = "cuda"
layer = CausalSelfAttention(16, 32).to(device)
out = layer(torch.randn(2, 10, 16, device=device))
print(out.shape)
""", path="/home/sora/attn/layer.py", at='scores = scores.masked_fill(~self.mask[:t, :t], float("-inf"))', gpu=True,
      breaks=("masked_fill", 1, "RuntimeError", "expected self and mask to be on the same device, but got mask on cpu and self on cuda:0"), where="torch 2.13 aten/src/ATen/native/cuda/Indexing.cu",
      entities={"devices": ["cpu", "cuda:0"]}, fix_any=['register_buffer("mask"'])

scene("device-mismatch", "class_weights_left_behind", """
import torch
from torch import nn

device = torch.device("cuda:1")


class Trainer:
    def __init__(self, model, counts):
        self.model = model.to(device)
        weights = counts.sum() / counts
        self.criterion = nn.CrossEntropyLoss(weight=weights)

    def step(self, x, y):
        x, y = x.to(device), y.to(device)
        logits = self.model(x)
        loss = self.criterion(logits, y)
        loss.backward()
        return loss.detach()


trainer = Trainer(nn.Linear(6, 3), torch.tensor([90.0, 8.0, 2.0]))
print(trainer.step(torch.randn(12, 6), torch.randint(0, 3, (12,))))
""", path="/home/noor/rare/trainer.py", at="loss = self.criterion(logits, y)", gpu=True,
      breaks=("cross_entropy_loss", 1, "RuntimeError", "Expected all tensors to be on the same device, but got weight is on cpu, different from other tensors on cuda:1 (when checking argument in method wrapper_CUDA_nll_loss_forward)"),
      where="torch 2.8 aten/src/ATen/core/op_registration/adaption.cpp", form="journal", wears=[journal("gpu3", "rare", 60)], entities={"devices": ["cpu", "cuda:1"], "argument": "weight"},
      fix_any=["weight=weights.to(device)", "self.criterion = self.criterion.to(", "criterion.to(", "weights.to("])

scene("cuda-oom", "losses_summed_with_their_graphs", """
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))

    def forward(self, x):
        return self.net(x)


def evaluate(model, loader, device):
    model.eval()
    total = 0
    for x, y in loader:
        pred = model(x.to(device))
        total += nn.functional.mse_loss(pred, y.to(device))
    return total / len(loader)


device = "cuda:0"
model = Model().to(device)
loader = [(torch.randn(8, 64), torch.randn(8, 64)) for _ in range(6)]
print("val", evaluate(model, loader, device))
""", path="/home/irina/val/evaluate.py", at="return self.net(x)", gpu=True, breaks=("gelu", 5, "torch.OutOfMemoryError",
      "CUDA out of memory. Tried to allocate 512.00 MiB. GPU 0 has a total capacity of 23.64 GiB of which 301.19 MiB is free. Including non-PyTorch memory, this process has 23.33 GiB memory in use. Of the allocated memory 22.71 GiB is allocated by PyTorch, and 170.12 MiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)"),
      where="torch 2.6 c10/cuda/CUDACachingAllocator.cpp", entities={"sizes": [mib(512), gib(23.64)]}, fix_any=["torch.no_grad()", "inference_mode"])

scene("cuda-invalid-ordinal", "rank_of_the_world_as_device", """
import os

import torch
from torch import nn

GPUS_PER_NODE = 4


def place(model):
    rank = int(os.environ.get("RANK", 5))
    device = torch.device(f"cuda:{rank}")
    return model.to(device), device


model, device = place(nn.Linear(4, 4))
print(device, model)
""", path="/fsx/noor/multi/train.py", at="return model.to(device), device", gpu=True, breaks=("to", 1, "torch.AcceleratorError", "CUDA error: invalid device ordinal\nGPU device may be out of range, do you have enough GPUs?\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.\n"),
      where="torch 2.8 c10/cuda/CUDAException.cpp", form="ranked", wears=[prefixed("[rank5]: ")], fix_any=["LOCAL_RANK"])

scene("cuda-device-assert", "ignored_label_of_the_masks", """
import torch
from torch import nn

CLASSES = 21


def train_step(model, images, masks):
    logits = model(images)
    loss = nn.functional.cross_entropy(logits, masks)
    loss.backward()
    return loss


model = nn.Conv2d(3, CLASSES, 1).cuda()
images = torch.rand(2, 3, 8, 8).cuda()
masks = torch.randint(0, CLASSES, (2, 8, 8)).cuda()
print(train_step(model, images, masks).item())
""", path="/home/petar/voc/train.py", at="loss.backward()", gpu=True, breaks=("run_backward", 1, "RuntimeError", "CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.\n"),
      where="torch 2.5 aten/src/ATen/native/cuda/NLLLoss2d.cu", form="plain",
      wears=[framed("/pytorch/aten/src/ATen/native/cuda/NLLLoss2d.cu:106: nll_loss2d_forward_kernel: block: [0,0,0], thread: [61,0,0] Assertion `t >= 0 && t < n_classes` failed.\n/pytorch/aten/src/ATen/native/cuda/NLLLoss2d.cu:106: nll_loss2d_forward_kernel: block: [1,0,0], thread: [5,0,0] Assertion `t >= 0 && t < n_classes` failed.")],
      fix_any=["ignore_index", "masks", "labels", "0 to", "n_classes", "targets"])

scene("cublas-error", "handle_out_of_memory", """
import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.first, self.second = nn.Linear(dim, dim), nn.Linear(dim, 4)

    def forward(self, x):
        return self.second(self.first(x).relu())


def main():
    tower = Tower().cuda()
    for x in torch.randn(3, 5, 32).cuda():
        print(tower(x).shape)


main()
""", path="/workspace/tower/run.py", at="return self.second(self.first(x).relu())", gpu=True, breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
      where="torch 2.4 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["nvidia-smi", "memory", "batch"])

scene("cuda-fork", "tensor_on_the_gpu_in_a_worker", """
import torch
from torch.utils.data import DataLoader, Dataset


class Features(Dataset):
    def __init__(self, n):
        self.rows = torch.randn(n, 5)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        return self.rows[i].cuda()


def main():
    model = torch.nn.Linear(5, 1).cuda()
    loader = DataLoader(Features(20), batch_size=4, num_workers=2)
    for x in loader:
        print(model(x).mean().item())


main()
""", path="/home/femi/feat/train.py", at="return self.rows[i].cuda()", gpu=True, run="guest", breaks=("cpu", 3, "RuntimeError", "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method"),
      where="torch 2.13 torch/cuda/__init__.py", form="worker", root="Cannot re-initialize CUDA", fix_any=["return self.rows[i]", "num_workers=0", "spawn", "training loop"])

scene("mps-unsupported", "double_on_a_laptop", """
import numpy as np
import torch

device = torch.device("mps")


def to_device(table):
    return torch.from_numpy(table).to(device)


features = to_device(np.random.default_rng(0).normal(size=(20, 4)))
print(features.mean(0))
""", path="/Users/uma/regress/load.py", at="return torch.from_numpy(table).to(device)", gpu=True, breaks=("to", 1, "TypeError", "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64. Please use float32 instead."),
      where="torch 2.13 aten/src/ATen/mps/", conda="/opt/homebrew", fix_any=["torch.from_numpy(table).float().to(device)", ".float()", "float32", "astype(np.float32)"])

scene("not-deterministic", "pooling_under_the_flag", """
import torch
from torch import nn

torch.use_deterministic_algorithms(True)
torch.manual_seed(7)

net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(3), nn.Flatten(), nn.Linear(36, 2)).cuda()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)


def step(x, y):
    loss = nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


step(torch.rand(4, 3, 16, 16).cuda(), torch.tensor([0, 1, 0, 1]).cuda())
""", path="/home/dario/repro/train.py", at="loss.backward()", gpu=True, breaks=("run_backward", 1, "RuntimeError", "adaptive_avg_pool2d_backward_cuda does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True)'. You can turn off determinism just for this operation, or you can use the 'warn_only=True' option, if that's acceptable for your application. You can also file an issue at https://github.com/pytorch/pytorch/issues to help us prioritize adding deterministic support for this operation."),
      where="torch 2.13 aten/src/ATen/Context.cpp", form="mail", wears=[mailed(80)], fix_any=["warn_only=True"])

scene("module-missing", "package_with_another_name", """
import argparse
import os


def load_env(path):
    from dotenv import load_dotenv

    load_dotenv(path)
    return {k: v for k, v in os.environ.items() if k.startswith("WANDB")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--env", default=".env")
    args = parser.parse_args()
    print(load_env(args.env))


main()
""", path="/home/lena/env/start.py", at="from dotenv import load_dotenv", entities={"module": "dotenv"}, fix_any=["python-dotenv"])

scene("module-missing", "own_package_from_a_subfolder", """
import torch

from lib.models import Net


def test_forward():
    assert Net()(torch.zeros(2, 3)).shape == (2, 1)


if __name__ == "__main__":
    test_forward()
""", files={"../lib/__init__.py": "", "../lib/models.py": """
from torch import nn


class Net(nn.Linear):
    def __init__(self):
        super().__init__(3, 1)
"""}, path="/home/irina/plants/scripts/check.py", at="from lib.models import Net", run="process", form="docker", wears=[prefixed("ci | ")], entities={"module": "lib"},
      fix_any=["PYTHONPATH", "python -m scripts.check", "pip install -e", "sys.path"])

scene("module-shadowed", "script_called_tokenizers", """
from tokenizers import Tokenizer, models


def build():
    return Tokenizer(models.WordLevel({"a": 0, "[UNK]": 1}, unk_token="[UNK]"))


if __name__ == "__main__":
    print(build().encode("a b").ids)
""", path="/home/uma/words/tokenizers.py", at="from tokenizers import Tokenizer, models", run="process", fix_any=["rename", "mv "], accept=["relative-import"])

scene("relative-import", "part_of_a_package_run_alone", """
from .data import load
from .model import build


def main():
    x, y = load()
    print(build(x.shape[1]), y.float().mean())


if __name__ == "__main__":
    main()
""", files={"__init__.py": "", "data.py": """
import torch


def load():
    return torch.randn(4, 3), torch.randint(0, 2, (4,))
""", "model.py": """
from torch import nn


def build(dim):
    return nn.Linear(dim, 2)
"""}, path="/home/noor/study/classifier/train.py", at="from .data import load", run="process", form="stripped", wears=[stripped], fix_any=["python -m classifier.train"])

scene("package-metadata", "version_of_an_uninstalled_package", """
import importlib.metadata
import logging

logging.basicConfig(level="INFO", format="%(asctime)s | %(levelname)s | %(message)s")


def versions(names):
    return {name: importlib.metadata.version(name) for name in names}


def main():
    for name, version in versions(["torch", "flash-attn", "numpy"]).items():
        logging.info("%s %s", name, version)


main()
""", path="/srv/report/versions.py", at="return {name: importlib.metadata.version(name) for name in names}", entities={"package": "flash-attn"}, function=False, fix_any=["pip install flash-attn", "PackageNotFoundError"])

scene("cuda-toolkit-mismatch", "no_toolkit_for_the_extension", """
from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CUDAExtension

setup(
    name="roi_ops",
    ext_modules=[CUDAExtension("roi_ops", ["roi.cpp", "roi_kernel.cu"])],
    cmdclass={"build_ext": BuildExtension},
)
""", path="/home/petar/roi/setup.py", at='ext_modules=[CUDAExtension("roi_ops", ["roi.cpp", "roi_kernel.cu"])],', args=["build_ext", "--inplace"], run="process", fix_any=["CUDA_HOME=", "cuda-toolkit", "nvcc"])

scene("shared-library", "runtime_of_another_cuda", """
import ctypes
import sys


def load_kernels(name="libcudart.so.11.0"):
    library = ctypes.CDLL(name)
    library.cudaRuntimeGetVersion.restype = ctypes.c_int
    return library


def main():
    print(sys.version)
    load_kernels()


main()
""", path="/workspace/kernels/load.py", at="library = ctypes.CDLL(name)", form="cut", wears=[last(9)], entities={"library": "libcudart.so.11.0"}, fix_any=["LD_LIBRARY_PATH", "cu11", "CUDA 11", "cuda-runtime"])

scene("server-refused", "local_model_server_not_up", """
import json

import requests


class Client:
    def __init__(self, base="http://localhost:18080/v1"):
        self.base = base

    def complete(self, prompt):
        body = {"model": "local", "prompt": prompt, "max_tokens": 16}
        reply = requests.post(f"{self.base}/completions", data=json.dumps(body), timeout=5)
        reply.raise_for_status()
        return reply.json()["choices"][0]["text"]


print(Client().complete("Say hi"))
""", path="/home/femi/client/ask.py", at='reply = requests.post(f"{self.base}/completions", data=json.dumps(body), timeout=5)', root="requests.exceptions.ConnectionError", fix_any=["18080", "start", "running", "serve"])

scene("interrupted", "stopped_by_hand", """
import os
import signal
import threading

import torch
from torch import nn
from tqdm import tqdm

net = nn.Linear(50, 50)
threading.Timer(1.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()


def train():
    for step in tqdm(range(10**7), ncols=60, mininterval=0.5):
        loss = net(torch.randn(16, 50)).square().mean()
        loss.backward()


train()
""", path="/home/lena/long/train.py", at=None, run="process", form="terminal", lines=False, fix_any=["Ctrl", "Ctrl-C", "checkpoint", "resume"])

scene("broken-pipe", "reader_closed_early", """
import os
import subprocess
import sys


def stream(count):
    reader = subprocess.Popen(["head", "-n", "2"], stdin=subprocess.PIPE, text=True)
    for i in range(count):
        reader.stdin.write(f"line {i} of the corpus\\n")
    reader.stdin.close()
    return reader.wait()


print(stream(200_000))
""", path="/srv/stream/feed.py", at='reader.stdin.write(f"line {i} of the corpus\\n")', run="process", form="docker", wears=[compose("feed")], fix_any=["head", "stopped reading", "closed", "reader"])

scene("nltk-data", "punkt_not_downloaded", """
from collections import Counter

from nltk.tokenize import sent_tokenize, word_tokenize


def counts(text):
    words = Counter()
    for sentence in sent_tokenize(text):
        words.update(word_tokenize(sentence.lower()))
    return words


print(counts("It works. It really does.").most_common(3))
""", path="/home/dario/words/count.py", at="for sentence in sent_tokenize(text):", run="guest", form="cut", wears=[first(30)], entities={"resource": "punkt_tab"}, fix_any=['nltk.download("punkt_tab")', "nltk.downloader punkt_tab"])

scene("table-reading", "spreadsheet_without_content", """
import pandas as pd


def load(path):
    sheet = pd.read_excel(path, sheet_name="2024")
    return sheet.dropna(subset=["dose"])


open("trial.xlsx", "wb").close()
print(load("trial.xlsx").head())
""", path="/home/uma/trial/load.py", at='sheet = pd.read_excel(path, sheet_name="2024")', accept=["backend-missing"], fix_any=["trial.xlsx", "engine=", "openpyxl"])
