"""Families that users meet and the book does not have yet; the slugs are proposals."""

from functools import partial

import stage
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

scene, written = partial(stage.scene, part="wanted"), partial(stage.written, part="wanted")

# ---------------------------------------------------------------------------- tensor-truth

scene("tensor-truth", "if_tensor", """
import torch

def clip(grad, limit):
    if grad > limit:
        return limit
    return grad

clip(torch.rand(4), 0.5)
""", path="/home/alice/clip/clip.py", at="if grad > limit:", fix_any=["torch.where(", ".any()", ".all()", "clamp("])
scene("tensor-truth", "in_list_112", """
import torch
seen = [torch.zeros(2), torch.ones(2)]
probe = torch.ones(2)
print(probe in seen)
""", path="/home/bo/seen.py", at="print(probe in seen)", torch="1.12", form="docker", wears=[compose("seen")], fix_any=["torch.equal("])
scene("tensor-truth", "numpy_array_notebook", None, cells=["import numpy as np\nmask = np.array([True, False])", "if mask and True:\n    print('on')"], path="/home/gina/nb/m.ipynb", at="if mask and True:", run="guest", form="notebook",
      fix_any=["mask.any()", "mask.all()", "&", "any()"])
scene("tensor-truth", "loss_class_called_with_tensors", """
import torch
from torch import nn

pred, truth = torch.rand(4, 3), torch.tensor([0, 1, 2, 0])
loss = nn.CrossEntropyLoss(pred, truth)
""", path="/home/cy/ce.py", at="loss = nn.CrossEntropyLoss(pred, truth)", fix_any=["nn.CrossEntropyLoss()(pred, truth)", "CrossEntropyLoss()("])

# ----------------------------------------------------------------------------- tensor-scalar

scene("tensor-scalar", "item_of_many", """
import torch

def report(losses):
    return losses.item()

report(torch.rand(3))
""", path="/home/alice/rep.py", at="return losses.item()", fix_any=["losses.mean().item()", "losses.tolist()", ".mean()", "tolist()"])
scene("tensor-scalar", "float_112", """
import torch
scores = torch.rand(2, 2)
best = float(scores)
""", path="/home/bo/best.py", at="best = float(scores)", torch="1.12", form="wrapped", wears=[mailed(70, "> ")], fix_any=["scores.max()", ".item()", ".mean()", "tolist()"])
scene("tensor-scalar", "item_18", """
import torch
hits = torch.ones(5)
print(hits.item())
""", path="/home/cy/hits.py", at="print(hits.item())", torch="1.8", form="quoted", wears=[quoted], fix_any=["hits.sum()", ".mean()", "tolist()"])

# ------------------------------------------------------------------------------- grad-scaler

scene("grad-scaler", "fp16_parameters", """
import torch
from torch import nn

student = nn.Linear(4, 2).half()
adam = torch.optim.SGD(student.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")
for p in student.parameters():
    p.grad = torch.ones_like(p)
scaler.scale(torch.ones(1))
scaler.step(adam)
""", path="/home/alice/amp/train.py", at="scaler.step(adam)", fix_any=["student.float()", "float32", "autocast"])
scene("grad-scaler", "unscale_twice", """
import torch
from torch import nn

net = nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")
scaler.scale(net(torch.rand(3, 2)).mean()).backward()
scaler.unscale_(opt)
scaler.unscale_(opt)
""", path="/home/bo/amp/clip.py", at="scaler.unscale_(opt)\nscaler.unscale_(opt)", fix_any=["scaler.update()", "unscale_"])
scene("grad-scaler", "no_inf_checks_notebook", None, cells=["import torch\nfrom torch import nn\nnet = nn.Linear(2, 1)\nopt = torch.optim.Adam(net.parameters())\nscaler = torch.amp.GradScaler('cpu')", "scaler.scale(torch.ones(1))\nscaler.step(opt)"],
      path="/home/gina/nb/amp.ipynb", at="scaler.step(opt)", run="guest", form="notebook", fix_any=["backward()", "zero_grad", "requires_grad"])

# --------------------------------------------------------------------------- optimizer-empty

scene("optimizer-empty", "generator_used_up", """
import torch
from torch import nn

weights = nn.Linear(2, 2).parameters()
print(sum(w.numel() for w in weights), "parameters")
adam = torch.optim.Adam(weights)
""", path="/home/alice/opt/build.py", at="adam = torch.optim.Adam(weights)", fix_any=["list(", "weights"])
scene("optimizer-empty", "layers_in_a_list_112", """
import torch
from torch import nn

class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(3)]

sgd = torch.optim.SGD(Stack().parameters(), lr=0.1)
""", path="/home/bo/opt/stack.py", at="sgd = torch.optim.SGD(Stack().parameters(), lr=0.1)", torch="1.12", form="docker", wears=[compose("stack")], fix_any=["nn.ModuleList("])
scene("optimizer-empty", "all_frozen_18", """
import torch
from torch import nn
probe = nn.Linear(1, 1)
probe.requires_grad_(False)
opt = torch.optim.Adam([p for p in probe.parameters() if p.requires_grad])
""", path="/home/cy/probe.py", at="opt = torch.optim.Adam(", torch="1.8", form="stripped", wears=[stripped], fix_any=["requires_grad"])

# ---------------------------------------------------------------------- dist-device-type

scene("dist-device-type", "no_backend_for_device", """
import os
import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29811", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")
stats = torch.zeros(3)
dist.all_reduce(stats)
""", path="/home/alice/dd/stats.py", at="dist.all_reduce(stats)", run="guest", breaks=("allreduce", 1, "RuntimeError", "No backend type associated with device type cpu"), where="torch 2.1 torch/csrc/distributed/c10d/ProcessGroup.hpp",
      fix_any=["stats.to(", "cpu:gloo,cuda:nccl", "stats.cuda("])
written("dist-device-type", "tensors_must_be_cuda", """
Traceback (most recent call last):
  File "/home/bo/ddp/train.py", line 92, in <module>
    dist.all_gather(parts, metric)
  File "/home/bo/env/lib/python3.9/site-packages/torch/distributed/distributed_c10d.py", line 2068, in all_gather
    work = default_pg.allgather([tensor_list], [tensor])
RuntimeError: Tensors must be CUDA and dense
""", where="torch 1.12 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", at=("/home/bo/ddp/train.py", 92, "<module>"), fix_any=["metric.to(", "metric.cuda(", "gloo"], root="Tensors must be CUDA")
written("dist-device-type", "ranked_object", """
[rank1]: Traceback (most recent call last):
[rank1]:   File "/fsx/eval/run.py", line 58, in gather
[rank1]:     dist.all_gather_into_tensor(everything, scores)
[rank1]: RuntimeError: No backend type associated with device type cpu
""", where="torch 2.3 torch/csrc/distributed/c10d/ProcessGroup.hpp", form="ranked", at=("/fsx/eval/run.py", 58, "gather"), entities={"ranks": [1]}, fix_any=["scores.to(", "scores.cuda(", "cpu:gloo,cuda:nccl"], root="No backend type")

# ------------------------------------------------------------------------------ shape-kernel

scene("shape-kernel", "kernel_larger_than_input", """
import torch
from torch import nn

class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 4, 3, stride=2)
        self.b = nn.Conv2d(4, 8, 5, stride=2)

    def forward(self, tile):
        return self.b(self.a(tile))

Deep()(torch.rand(1, 1, 8, 8))
""", path="/home/alice/deep/net.py", at="return self.b(self.a(tile))", entities={"shapes": [[3, 3], [5, 5]]}, fix_any=["padding", "kernel_size", "nn.Conv2d(4, 8, 3"])
scene("shape-kernel", "pool_too_small_112", """
import torch
from torch import nn
down = nn.MaxPool2d(4)
small = down(torch.rand(1, 8, 2, 2))
""", path="/home/bo/pool.py", at="small = down(torch.rand(1, 8, 2, 2))", torch="1.12", form="docker", wears=[compose("pool")], fix_any=["MaxPool2d(2", "AdaptiveMaxPool2d", "kernel"])
scene("shape-kernel", "reflect_padding", """
import torch
wave = torch.rand(1, 1, 3)
torch.nn.functional.pad(wave, (5, 5), mode="reflect")
""", path="/home/cy/pad.py", at='torch.nn.functional.pad(wave, (5, 5), mode="reflect")', fix_any=["constant", "replicate", "pad"])

# ------------------------------------------------------------------------------ invalid-arguments

scene("invalid-arguments", "conv_got_ndarray", """
import numpy as np
import torch
from torch import nn

edge = nn.Conv2d(3, 1, 3)
edge(np.zeros((1, 3, 8, 8)))
""", path="/home/alice/edge.py", at="edge(np.zeros((1, 3, 8, 8)))", fix_any=["torch.from_numpy("])
scene("invalid-arguments", "must_be_tensor_not_tuple", """
import torch
from torch import nn

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, seq):
        return self.out(self.rnn(seq))

Reader()(torch.rand(5, 1, 3))
""", path="/home/bo/read.py", at="return self.out(self.rnn(seq))", fix_any=["self.rnn(seq)[0]", "[0]", ", _ ="])
scene("invalid-arguments", "float_sizes_notebook", None, cells=["import torch", "width = 8 / 2\nbase = torch.zeros((width, 3))"], path="/home/gina/nb/z.ipynb", at="base = torch.zeros((width, 3))", run="guest", form="notebook", fix_any=["int(width)", "//"])

# ------------------------------------------------------------------------------ value-overflow

scene("value-overflow", "masked_fill_half", """
import torch

def mask(scores, hide):
    return scores.masked_fill(hide, -1e9)

mask(torch.zeros(2, 2).half(), torch.eye(2).bool())
""", path="/home/alice/mask.py", at="return scores.masked_fill(hide, -1e9)", entities={"dtypes": ["float16"]}, fix_any=["torch.finfo(scores.dtype).min", "finfo"])
scene("value-overflow", "uint8_fill", """
import torch
pixels = torch.zeros(2, dtype=torch.uint8)
pixels.fill_(300)
""", path="/home/bo/px.py", at="pixels.fill_(300)", torch="1.12", fix_any=["255", "int16", "float"])
scene("value-overflow", "half_add_112", """
import torch
bias = torch.full((2, 2), 1.0).half()
bias.masked_fill_(torch.eye(2).bool(), -1e6)
""", path="/home/cy/bias.py", at="bias.masked_fill_(", torch="1.12", form="quoted", wears=[quoted], fix_any=["torch.finfo(", "finfo"])

# ---------------------------------------------------------------------------- dtype-operation

scene("dtype-operation", "mean_of_long", """
import torch
votes = torch.tensor([1, 0, 1])
print(votes.mean())
""", path="/home/alice/votes.py", at="print(votes.mean())", fix_any=["votes.float().mean()", ".float()", "dtype=torch.float"])
scene("dtype-operation", "int_requires_grad", """
import torch
start = torch.tensor([1, 2], requires_grad=True)
""", path="/home/bo/start.py", at="start = torch.tensor([1, 2], requires_grad=True)", fix_any=["1.0", "dtype=torch.float", "float"])
scene("dtype-operation", "inplace_cast", """
import torch
counts = torch.zeros(3, dtype=torch.long)
counts += torch.rand(3)
""", path="/home/cy/counts.py", at="counts += torch.rand(3)", torch="1.12", form="docker", wears=[compose("c")], fix_any=["counts.float()", "float"])
scene("dtype-operation", "bool_minus_notebook", None, cells=["import torch", "a = torch.tensor([True, False])\nb = 1 - a"], path="/home/gina/nb/bo.ipynb", at="b = 1 - a", run="guest", form="notebook", fix_any=["~a", "logical_not"])

# ---------------------------------------------------------------------------- module-setup

scene("module-setup", "super_init_forgotten", """
import torch
from torch import nn

class Gate(nn.Module):
    def __init__(self):
        self.lin = nn.Linear(2, 2)

Gate()
""", path="/home/alice/gate.py", at="self.lin = nn.Linear(2, 2)", fix_any=["super().__init__()"])
scene("module-setup", "forward_missing", """
import torch
from torch import nn

class Blank(nn.Module):
    def foward(self, x):
        return x

Blank()(torch.ones(1))
""", path="/home/bo/blank.py", at="Blank()(torch.ones(1))", fix_any=["def forward(self"])
scene("module-setup", "heads_do_not_divide", """
import torch
from torch import nn

class Attend(nn.Module):
    def __init__(self):
        super().__init__()
        self.att = nn.MultiheadAttention(100, 8)

Attend()
""", path="/home/cy/att.py", at="self.att = nn.MultiheadAttention(100, 8)", fix_any=["96", "104", "divisible", "num_heads"])
