"""device-mismatch, tensor-to-numpy, meta-tensor."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, framed, last, mailed, prefixed, quoted,
                  stripped, terminal, uncaretted, windows)

TWO = "Expected all tensors to be on the same device, but found at least two devices, {} and {}!"
NOW = ("Expected all tensors to be on the same device, but got {} is on {}, different from other "
       "tensors on {} (when checking argument in method {})")

scene("device-mismatch", "embedding_index_on_cpu", """
import torch
from transformers import LlamaConfig, LlamaForCausalLM

config = LlamaConfig(vocab_size=320, hidden_size=64, intermediate_size=128, num_hidden_layers=2,
                     num_attention_heads=4, num_key_value_heads=4)
model = LlamaForCausalLM(config).to("cuda")
prompt_ids = torch.randint(0, 320, (1, 12))
with torch.no_grad():
    answer = model.generate(
        input_ids=prompt_ids, max_new_tokens=32, do_sample=False, pad_token_id=0
    )
print(answer[0])
""", path="/home/dieter/llama/ask.py", at="answer = model.generate(", gpu=True,
      breaks=("embedding", 1, "RuntimeError",
              TWO.format("cuda:0", "cpu") + " (when checking argument for argument index in method "
              "wrapper_CUDA__index_select)"),
      where="torch 2.1 build/aten/src/ATen/RegisterCUDA.cpp, c10/core/DeviceGuard checks",
      entities={"devices": ["cuda:0", "cpu"], "argument": "index"},
      fix_any=["input_ids.to(", ".to(model.device)", "prompt_ids.to("])

scene("device-mismatch", "batch_not_moved", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda:0")


class Regressor(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inp = nn.Linear(13, width)
        self.out = nn.Linear(width, 1)

    def forward(self, features):
        hidden = torch.relu(self.inp(features))
        return self.out(hidden)


net = Regressor(64).to(device)
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
loader = DataLoader(TensorDataset(torch.randn(256, 13), torch.randn(256, 1)), batch_size=32)

for epoch in range(10):
    for rows, price in loader:
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(rows), price.to(device))
        loss.backward()
        opt.step()
""", path="/home/alice/housing/train.py", at="hidden = torch.relu(self.inp(features))", gpu=True,
      breaks=("linear", 1, "RuntimeError", NOW.format("mat1", "cpu", "cuda:0", "wrapper_CUDA_addmm")),
      where="torch 2.13.0 aten/src/ATen/core/adaption.cpp",
      entities={"devices": ["cpu", "cuda:0"], "argument": "mat1"},
      fix_any=["features.to(", "rows.to(", "features = features.to("])

scene("device-mismatch", "mask_made_in_forward", """
import math

import torch
from torch import nn


class CausalAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)

    def forward(self, hidden):
        b, t, d = hidden.shape
        q, k, v = self.qkv(hidden).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
        causal = torch.triu(torch.ones(t, t, dtype=torch.bool), diagonal=1)
        scores = scores.masked_fill(causal, float("-inf"))
        return scores.softmax(-1) @ v


block = CausalAttention(128, 4).cuda()
tokens = torch.randn(8, 32, 128).cuda()
print(block(tokens).shape)
""", path="/home/ravi/minigpt/attention.py", at='scores = scores.masked_fill(causal, float("-inf"))',
      gpu=True, breaks=("masked_fill", 1, "RuntimeError",
                        "expected self and mask to be on the same device, but got mask on cpu and self on cuda:0"),
      where="torch 2.0 aten/src/ATen/native/cuda/Indexing.cu", form="rich",
      edit=lambda t: t, part="held",
      entities={"devices": ["cpu", "cuda:0"]},
      fix_any=["device=hidden.device", "device=scores.device", "causal.to("])

scene("device-mismatch", "loss_weight_on_cpu", """
import torch
from torch import nn

def build(classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, 128), nn.ReLU(), nn.Linear(128, classes))

dev = "cuda:1"
classifier = build(7).to(dev)
class_weights = torch.tensor([0.2, 1.0, 1.0, 3.1, 0.7, 0.7, 1.3])
criterion = nn.CrossEntropyLoss(weight=class_weights)

imgs = torch.randn(16, 3, 32, 32).to(dev)
labels = torch.randint(0, 7, (16,)).to(dev)
logits = classifier(imgs)
loss = criterion(logits, labels)
loss.backward()
""", path="/home/mei/skin/main.py", at="loss = criterion(logits, labels)", gpu=True, torch="1.12",
      breaks=("cross_entropy_loss", 1, "RuntimeError", TWO.format("cuda:1", "cpu") +
              " (when checking argument for argument weight in method wrapper_nll_loss_forward)"),
      where="torch 1.12 build/aten/src/ATen/RegisterCUDA.cpp", wears=[compose("train")], form="docker",
      entities={"devices": ["cuda:1", "cpu"], "argument": "weight"},
      fix_any=["class_weights.to(", "criterion.to(", "weight=class_weights.to("])

scene("device-mismatch", "conv_input_type", """
import torch
import torch.nn as nn
import torch.optim as optim

class UNetStem(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 32, 3, padding=1)
        self.head = nn.Conv2d(32, 2, 1)

    def forward(self, scan):
        feat = self.stem(scan)
        return self.head(feat.relu())

unet = UNetStem().cuda()
optimizer = optim.SGD(unet.parameters(), lr=0.1)
scans = torch.rand(4, 1, 96, 96)
out = unet(scans)
""", path="/home/tomas/medseg/train_unet.py", at="feat = self.stem(scan)", gpu=True, torch="1.12",
      breaks=("conv2d", 1, "RuntimeError", "Input type (torch.FloatTensor) and weight type "
              "(torch.cuda.FloatTensor) should be the same or input should be a MKLDNN tensor and weight "
              "is a dense tensor"),
      where="torch 1.12 aten/src/ATen/native/Convolution.cpp", wears=[mailed(72)], form="wrapped",
      fix_any=["scan.to(", "scans.to(", "scans.cuda(", "scan.cuda(", "scans = scans.to("])

scene("device-mismatch", "conv_weight_on_cpu_notebook", None, cells=[
    """
    import torch, torch.nn as nn
    device = torch.device("cuda")
    """,
    """
    class Denoiser(nn.Module):
        def __init__(self, ch=16):
            super().__init__()
            self.blocks = [nn.Conv2d(3, ch, 3, padding=1), nn.Conv2d(ch, 3, 3, padding=1)]

        def forward(self, noisy):
            for conv in self.blocks:
                noisy = conv(noisy)
            return noisy

    denoiser = Denoiser().to(device)
    """,
    """
    noisy = torch.randn(2, 3, 64, 64, device=device)
    clean = denoiser(noisy)
    """], path="/home/lena/nb/Denoise.ipynb", at="noisy = conv(noisy)", gpu=True, run="guest",
      form="notebook", count=4, part="held",
      breaks=("conv2d", 1, "RuntimeError", "Input type (torch.cuda.FloatTensor) and weight type "
              "(torch.FloatTensor) should be the same"),
      where="torch 2.1 aten/src/ATen/native/Convolution.cpp",
      fix_any=["nn.ModuleList(", "ModuleList("])

scene("device-mismatch", "old_typo_mm", """
import torch

def kmeans_step(points, centres):
    distance = torch.mm(points, centres.t())
    return distance.argmin(1)

points = torch.randn(1000, 16).cuda()
centres = torch.randn(10, 16)
for it in range(20):
    assign = kmeans_step(points, centres)
""", path="/home/oleg/cluster/kmeans.py", at="distance = torch.mm(points, centres.t())", gpu=True,
      torch="1.8", breaks=("mm", 1, "RuntimeError", TWO.format("cuda:0", "cpu") +
                           " (when checking arugment for argument mat2 in method wrapper_mm)"),
      where="torch 1.9 build/aten/src/ATen/RegisterCUDA.cpp (the word is misspelt there)",
      form="stripped", wears=[stripped],
      entities={"devices": ["cuda:0", "cpu"], "argument": "mat2"},
      fix_any=["centres.to(", "centres = centres.to(", "centres.cuda("])

scene("device-mismatch", "generator_on_cpu", """
import torch

sampler_seed = torch.Generator().manual_seed(42)
latents = torch.randn((1, 4, 64, 64), generator=sampler_seed, device="cuda")
print(latents.mean())
""", path="/home/yuki/sd/sample.py", at='latents = torch.randn((1, 4, 64, 64), generator=sampler_seed',
      gpu=True, breaks=("randn", 1, "RuntimeError",
                        "Expected a 'cuda' device type for generator but found 'cpu'"),
      where="torch 2.13.0 aten/src/ATen/core/Generator.h", form="issue", part="held",
      wears=[fenced("### Describe the bug\nSampling with a fixed seed fails on my card.\n\n"
                    "### Logs", "### System Info\n- torch 2.4.1, Ubuntu 22.04, RTX 4090", "shell")],
      entities={"devices": ["cuda", "cpu"]},
      fix_any=['torch.Generator(device="cuda")', "torch.Generator(device=", "torch.Generator('cuda')"])

scene("device-mismatch", "optimizer_state_on_cpu", """
import torch
from torch import nn

def resume(path, model, optimizer):
    state = torch.load(path, map_location="cpu")
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optim"])
    return state["epoch"]

encoder = nn.GRU(40, 64, batch_first=True)
optimizer = torch.optim.Adam(encoder.parameters())
encoder(torch.randn(2, 5, 40))[0].sum().backward()
optimizer.step()
torch.save({"model": encoder.state_dict(), "optim": optimizer.state_dict(), "epoch": 3}, "/tmp/ck.pt")
start = resume("/tmp/ck.pt", encoder, optimizer)
encoder.cuda()

for epoch in range(start, 10):
    optimizer.zero_grad()
    out, _ = encoder(torch.randn(2, 5, 40).cuda())
    out.mean().backward()
    optimizer.step()
""", path="/home/sara/speech/resume.py",
      at="out.mean().backward()\n    optimizer.step()",
      gpu=True, torch="1.12", breaks=("addcmul_", 9, "RuntimeError", TWO.format("cuda:0", "cpu")),
      where="torch 1.12 c10 TensorIterator.cpp", entities={"devices": ["cuda:0", "cpu"]},
      fix_any=["optimizer.state", "optimizer.load_state_dict", "encoder.cuda()", "encoder.to("], lines=True)

scene("device-mismatch", "index_tensor_on_gpu", """
import torch

def hard_negatives(bank, scores, k):
    top = scores.topk(k, dim=1).indices
    return bank[top]

bank = torch.randn(5000, 128)
scores = torch.randn(64, 5000, device="cuda")
negatives = hard_negatives(bank, scores, 8)
""", path="/home/ines/retrieval/mine.py", at="return bank[top]", gpu=True, run="script",
      breaks=("topk", 1, "RuntimeError",
              "indices should be either on cpu or on the same device as the indexed tensor (cpu)"),
      where="torch 1.13 aten/src/ATen/TensorIndexing.h",
      edit=lambda t: t.replace('line 4, in hard_negatives', 'line 5, in hard_negatives').replace(
          "    top = scores.topk(k, dim=1).indices\n          ^^^^^^^^^^^^^^^^^^^^^\n",
          "    return bank[top]\n           ~~~~^^^^^\n"),
      entities={"devices": ["cpu"]}, fix_any=["top.cpu()", "top.to(bank.device)", "bank.to(", "top.to("])

scene("device-mismatch", "lstm_hidden", """
import torch
from torch import nn

class Forecaster(nn.Module):
    def __init__(self, size=32):
        super().__init__()
        self.lstm = nn.LSTM(8, size, num_layers=2, batch_first=True)
        self.read = nn.Linear(size, 1)

    def init_hidden(self, batch):
        return torch.zeros(2, batch, 32), torch.zeros(2, batch, 32)

    def forward(self, series):
        state = self.init_hidden(series.size(0))
        out, state = self.lstm(series, state)
        return self.read(out[:, -1])

gpu = torch.device("cuda:0")
forecaster = Forecaster().to(gpu)
forecaster(torch.randn(16, 90, 8, device=gpu))
""", path="/home/nadia/energy/forecast.py", at="out, state = self.lstm(series, state)", gpu=True,
      breaks=("lstm", 1, "RuntimeError", "Input and hidden tensors are not at the same device, found "
              "input tensor at cuda:0 and hidden tensor at cpu"),
      where="torch 2.13.0 aten/src/ATen/native/RNN.cpp", wears=[windows], form="windows", part="held",
      entities={"devices": ["cuda:0", "cpu"]},
      fix_any=["device=series.device", ".to(series.device)"])

scene("device-mismatch", "two_gpus_pipeline", """
import torch
from torch import nn

class Split(nn.Module):
    def __init__(self):
        super().__init__()
        self.lower = nn.Linear(256, 512).to("cuda:0")
        self.upper = nn.Linear(512, 10).to("cuda:1")

    def forward(self, batch):
        mid = self.lower(batch.to("cuda:0")).relu()
        return self.upper(mid)

split = Split()
for step in range(3):
    pred = split(torch.randn(32, 256))
""", path="/home/kofi/bigmodel/split.py", at="return self.upper(mid)", gpu=True,
      breaks=("linear", 2, "RuntimeError", TWO.format("cuda:1", "cuda:0") + " (when checking argument "
              "for argument mat1 in method wrapper_CUDA_addmm)"),
      where="torch 2.3 build/aten/src/ATen/RegisterCUDA.cpp",
      wears=[prefixed(docker_time)], form="docker",
      entities={"devices": ["cuda:1", "cuda:0"], "argument": "mat1"},
      fix_any=['mid.to("cuda:1")', "mid.to(", "mid = mid.to("])

scene("device-mismatch", "mps_placeholder", """
import torch
import torch.nn.functional as F
from torch import nn

mps = torch.device("mps")
net = nn.Sequential(nn.Embedding(1000, 32), nn.Flatten(), nn.Linear(320, 2))
tokens = torch.randint(0, 1000, (4, 10)).to(mps)

def evaluate(batch):
    return F.softmax(net(batch), dim=-1)

print(evaluate(tokens))
""", path="/home/emma/sentiment/eval.py", at="return F.softmax(net(batch), dim=-1)", gpu=True,
      breaks=("embedding", 1, "RuntimeError", "Placeholder storage has not been allocated on MPS device!"),
      where="torch 2.2 aten/src/ATen/native/mps/OperationUtils.mm",
      edit=lambda t: t.replace("/home/emma", "/Users/emma"), part="held", form="mps", wears=[uncaretted],
      fix_any=["net.to(", "net = net.to(", "net.to(mps)"])

scene("device-mismatch", "dataparallel_on_cpu", """
import torch
from torch import nn

backbone = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
parallel = nn.DataParallel(backbone, device_ids=[0, 1])
frames = torch.randn(16, 3, 64, 64)
raise_here = None
features = parallel(frames)
""", path="/home/leo/video/extract.py", at="features = parallel(frames)", gpu=True,
      torch="1.12", breaks=("conv2d", 1, "RuntimeError", "module must have its parameters and buffers on "
                            "device cuda:0 (device_ids[0]) but found one of them on device: cpu"),
      where="torch 1.12 torch/nn/parallel/data_parallel.py",
      edit=lambda t: "Traceback (most recent call last):\n  File \"/home/leo/video/extract.py\", line 8, in <module>\n"
      "    features = parallel(frames)\n"
      '  File "/home/leo/miniconda3/envs/torch/lib/python3.9/site-packages/torch/nn/modules/module.py", line 1130, in _call_impl\n'
      "    return forward_call(*input, **kwargs)\n"
      '  File "/home/leo/miniconda3/envs/torch/lib/python3.9/site-packages/torch/nn/parallel/data_parallel.py", line 156, in forward\n'
      '    raise RuntimeError("module must have its parameters and buffers "\n' + t[t.index("RuntimeError:"):],
      wears=[quoted], form="quoted",
      entities={"devices": ["cuda:0", "cpu"]}, fix_any=["backbone.to(", "backbone.cuda(", "parallel.to(", "backbone = backbone.to("])

scene("device-mismatch", "cat_received", """
import torch

def with_cls(patches, cls_token):
    b = patches.shape[0]
    return torch.cat([cls_token.expand(b, -1, -1), patches], dim=1)

cls_token = torch.zeros(1, 1, 192)
patches = torch.randn(8, 196, 192).to("cuda")
seq = with_cls(patches, cls_token)
""", path="/home/hana/vit/embed.py", at="return torch.cat([cls_token.expand", gpu=True, torch="1.8",
      breaks=("cat", 1, "RuntimeError", "torch.cat(): all input tensors must be on the same device. "
              "Received cpu and cuda:0"),
      where="torch 1.8.1 aten/src/ATen/native/cuda/Shape.cu", form="cut", wears=[last(3)],
      entities={"devices": ["cpu", "cuda:0"]}, fix_any=["cls_token.to(", "nn.Parameter(", "cls_token = cls_token.to("])

scene("device-mismatch", "old_not_on_gpu", """
import torch
from torch import nn

model = nn.Linear(10, 2).cuda()
for x, y in [(torch.randn(4, 10), torch.zeros(4))]:
    prediction = model(x)
""", path="/home/pat/toy/fit.py", at="prediction = model(x)", gpu=True, torch="1.8",
      breaks=("linear", 1, "RuntimeError", "Tensor for 'out' is on CPU, Tensor for argument #1 'self' is on "
              "CPU, but expected them to be on GPU (while checking arguments for addmm)"),
      where="torch 1.7 aten/src/ATen/TensorUtils.cpp", fix_any=["x.to(", "x = x.to(", "x.cuda("],
      edit=lambda t: t, form="terminal", wears=[terminal(80)], part="held")

written("device-mismatch", "very_old_object_of_device_type", """
Traceback (most recent call last):
  File "train.py", line 118, in <module>
    main(args)
  File "train.py", line 84, in main
    recon, mu, logvar = vae(x)
  File "/home/wei/.conda/envs/pt14/lib/python3.7/site-packages/torch/nn/modules/module.py", line 532, in __call__
    result = self.forward(*input, **kwargs)
  File "/home/wei/vae/model.py", line 41, in forward
    z = self.reparameterise(mu, logvar)
  File "/home/wei/vae/model.py", line 33, in reparameterise
    return mu + std * eps
RuntimeError: expected device cuda:0 but got device cpu
""", where="torch 1.4 aten/src/ATen/native/TensorIterator.cpp",
        at=("/home/wei/vae/model.py", 33, "reparameterise"), entities={"devices": ["cuda:0", "cpu"]},
        fix_any=["eps.to(", "torch.randn_like(", "device="], root="expected device cuda:0")

written("device-mismatch", "object_of_device_type_index", """
  File "/data/users/jo/ner/tagger.py", line 67, in forward
    emb = self.word_emb(words)
  File "/opt/conda/lib/python3.6/site-packages/torch/nn/modules/module.py", line 547, in __call__
    result = self.forward(*input, **kwargs)
  File "/opt/conda/lib/python3.6/site-packages/torch/nn/modules/sparse.py", line 114, in forward
    self.norm_type, self.scale_grad_by_freq, self.sparse)
  File "/opt/conda/lib/python3.6/site-packages/torch/nn/functional.py", line 1467, in embedding
    return torch.embedding(weight, input, padding_idx, scale_grad_by_freq, sparse)
RuntimeError: Expected object of backend CUDA but got backend CPU for argument #3 'index'
""", where="torch 1.2 aten/src/ATen/TensorUtils.cpp", form="cut", part="held",
        at=("/data/users/jo/ner/tagger.py", 67, "forward"), fix_any=["words.to(", "words = words.to(", "words.cuda("],
        root="Expected object of backend")

# --------------------------------------------------------------------------- tensor-to-numpy

scene("tensor-to-numpy", "plot_losses", """
import matplotlib
import torch

losses = []
weights = torch.nn.Linear(4, 1).cuda()
for step in range(3):
    loss = weights(torch.randn(2, 4).cuda()).pow(2).mean()
    losses.append(loss.detach())
curve = torch.stack(losses)
print(curve.numpy())
""".replace("import matplotlib\n", ""), path="/home/alice/plots/curve.py", at="print(curve.numpy())", gpu=True,
      breaks=("numpy", 1, "TypeError", "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() "
              "to copy the tensor to host memory first."),
      where="torch 2.13.0 torch/csrc/utils/tensor_numpy.cpp", entities={"devices": ["cuda:0"]},
      fix_any=["curve.cpu().numpy()", "curve.detach().cpu()", "curve.cpu()"])

scene("tensor-to-numpy", "requires_grad", """
import torch
from torch import nn

def evaluate(net, batches):
    scores = []
    for batch in batches:
        logits = net(batch)
        scores.append(logits.numpy())
    return scores

net = nn.Linear(6, 3)
evaluate(net, [torch.randn(2, 6)])
""", path="/home/bob/eval/run_eval.py", at="scores.append(logits.numpy())",
      fix_any=["logits.detach().numpy()", "logits.detach()", "torch.no_grad()"])

scene("tensor-to-numpy", "requires_grad_old_var", None, cells=[
    "import torch\nimport numpy as np",
    """
    theta = torch.nn.Parameter(torch.randn(5))
    history = [theta.sum() for _ in range(4)]
    """,
    "np.array(theta)"], path="/home/kim/nb/opt.ipynb", at="np.array(theta)", form="notebook", run="guest",
      count=7, part="held", fix_any=["theta.detach()"])

scene("tensor-to-numpy", "requires_grad_112_pytest", """
import numpy as np
import torch


def to_image(canvas):
    array = canvas.numpy()
    return (array * 255).astype(np.uint8)


def test_to_image():
    canvas = torch.rand(3, 8, 8, requires_grad=True)
    assert to_image(canvas).max() <= 255
""", path="/home/bob/paint/tests/test_canvas.py", at="array = canvas.numpy()", run="pytest", form="pytest",
      fix_any=["canvas.detach()"])

scene("tensor-to-numpy", "confusion_matrix_sklearn", """
import numpy as np
import torch

def accuracy(truth, guess):
    return np.mean(np.asarray(truth) == np.asarray(guess))

guess = torch.randn(40, 5).to("cuda:2").argmax(1)
truth = torch.randint(0, 5, (40,))
print("accuracy", accuracy(truth, guess))
""", path="/home/fatima/cls/metrics.py", at="return np.mean(np.asarray(truth)", gpu=True, torch="1.12",
      breaks=("numpy", 2, "TypeError", "can't convert cuda:2 device type tensor to numpy. Use Tensor.cpu() "
              "to copy the tensor to host memory first."),
      where="torch 1.12 torch/csrc/utils/tensor_numpy.cpp", form="wrapped", wears=[mailed(70, "> ")],
      entities={"devices": ["cuda:2"]}, fix_any=["guess.cpu()", ".cpu()"])

written("tensor-to-numpy", "old_cuda_tensor", """
Epoch 1/20 - val
Traceback (most recent call last):
  File "validate.py", line 52, in <module>
    validate(loader, net)
  File "validate.py", line 31, in validate
    all_probs.append(probs.numpy())
TypeError: can't convert CUDA tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.
""", where="torch 1.4 torch/csrc/utils/tensor_numpy.cpp", at=("validate.py", 31, "validate"), part="held",
        fix_any=["probs.cpu().numpy()", "probs.cpu()", "probs.detach().cpu()"], root="can't convert CUDA")

scene("tensor-to-numpy", "mps_heatmap", """
import torch

heat = torch.rand(7, 7, device="mps")
grid = heat.numpy()
""", path="/home/emma/maps/heat.py", at="grid = heat.numpy()", gpu=True,
      breaks=("numpy", 1, "TypeError", "can't convert mps:0 device type tensor to numpy. Use Tensor.cpu() to "
              "copy the tensor to host memory first."), where="torch 2.13.0 torch/csrc/utils/tensor_numpy.cpp",
      entities={"devices": ["mps:0"]}, wears=[coloured], form="coloured", part="held",
      fix_any=["heat.cpu().numpy()", "heat.cpu()", "heat.detach().cpu()"])

# ------------------------------------------------------------------------------- meta-tensor

scene("meta-tensor", "to_after_meta_init", """
import torch
from torch import nn

with torch.device("meta"):
    tower = nn.Sequential(nn.Linear(1024, 4096), nn.GELU(), nn.Linear(4096, 1024))

tower.to("cpu")
print(tower(torch.randn(2, 1024)).shape)
""", path="/home/alice/lazy/build.py", at='tower.to("cpu")', fix_any=["to_empty("])

scene("meta-tensor", "transformers_weights_never_loaded", """
import torch
from accelerate import init_empty_weights
from transformers import GPT2Config, GPT2LMHeadModel

with init_empty_weights():
    student = GPT2LMHeadModel(GPT2Config(n_layer=2, n_embd=64, n_head=4, vocab_size=500))

student = student.to("cpu")
student.eval()
""", path="/home/chen/distil/load_student.py", at='student = student.to("cpu")', run="process",
      form="docker", wears=[compose("distil-1")], fix_any=["to_empty(", "from_pretrained(", "load_checkpoint_and_dispatch"])

scene("meta-tensor", "item_on_meta", """
import torch

def norm_of(tensors):
    return sum(t.norm().item() for t in tensors)

shards = [torch.empty(128, 128, device="meta") for _ in range(3)]
print(norm_of(shards))
""", path="/home/gita/shard/norms.py", at="return sum(t.norm().item()", function="<genexpr>",
      part="held", form="coloured", wears=[coloured], fix_any=["to_empty(", "load_state_dict"])

scene("meta-tensor", "expected_device_meta", """
import torch
from torch import nn

class Router(nn.Module):
    def __init__(self, dim, experts):
        super().__init__()
        self.gate = nn.Linear(dim, experts, device="meta")

    def forward(self, tokens):
        return self.gate(tokens).softmax(-1)

router = Router(64, 8)
tokens = torch.randn(5, 64)
print(router(tokens))
""", path="/home/gita/moe/router.py", at="return self.gate(tokens).softmax(-1)",
      fix_any=["to_empty(", 'device="meta"', "load_state_dict"])

scene("meta-tensor", "numpy_of_meta", None, cells=[
    "import torch\nfrom torch import nn",
    """
    layer = nn.Linear(8, 8, device="meta")
    bias = layer.bias.detach()
    """,
    "bias.to('cpu')"], path="/home/kim/nb/meta.ipynb", at="bias.to('cpu')", form="notebook", run="guest",
      part="held", fix_any=["to_empty("])

scene("meta-tensor", "accelerate_needs_value", """
import torch
from accelerate.utils import set_module_tensor_to_device
from torch import nn

with torch.device("meta"):
    decoder = nn.ModuleDict({"lm_head": nn.Linear(16, 100, bias=False)})

for name, _ in list(decoder.named_parameters()):
    set_module_tensor_to_device(decoder, name, "cpu")
""", path="/home/chen/offload/place.py", at="set_module_tensor_to_device(decoder, name",
      run="process", fix_any=["value=", "to_empty(", "from_pretrained("])

scene("meta-tensor", "sentence_transformer_to", """
import torch
from torch import nn

class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        with torch.device("meta"):
            self.pooler = nn.Linear(384, 384)
        self.norm = nn.LayerNorm(384)

def load(device):
    encoder = Encoder()
    return encoder.to(device)

encoder = load("cpu")
""", path="/home/ana/search/app.py", at="return encoder.to(device)", form="journal",
      wears=[prefixed("Nov 02 11:40:09 web3 gunicorn[8812]: ")], fix_any=["to_empty(", "from_pretrained("])
