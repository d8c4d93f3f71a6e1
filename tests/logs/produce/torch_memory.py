"""cuda-oom and cpu-oom: every wording, and the causes told apart."""

from stage import gib, mib, scene, written
from wear import (compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted,
                  stripped, terminal, uncaretted, windows)

OOM = "CUDA out of memory. Tried to allocate "
V1 = OOM + "{} (GPU {}; {} total capacity; {} already allocated; {} free; {} reserved in total by PyTorch)"
V110 = V1 + (" If reserved memory is >> allocated memory try setting max_split_size_mb to avoid "
             "fragmentation.  See documentation for Memory Management and PYTORCH_CUDA_ALLOC_CONF")
V21 = OOM + ("{}. GPU {} has a total capacty of {} of which {} is free. Process {} has {} memory in use. "
             "Of the allocated memory {} is allocated by PyTorch, and {} is reserved by PyTorch but "
             "unallocated. If reserved but unallocated memory is large try setting max_split_size_mb to "
             "avoid fragmentation.  See documentation for Memory Management and PYTORCH_CUDA_ALLOC_CONF")
V22 = OOM + ("{}. GPU {} has a total capacity of {} of which {} is free. {}Including non-PyTorch memory, this process has {} memory in use. "
             "Of the allocated memory {} is allocated by PyTorch, and {} is reserved by PyTorch but "
             "unallocated. If reserved but unallocated memory is large try setting "
             "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation "
             "for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)")
V29 = V22.replace("PYTORCH_CUDA_ALLOC_CONF=", "PYTORCH_ALLOC_CONF=").replace(
    "https://pytorch.org/docs/stable/notes/cuda.html#environment-variables",
    "https://docs.pytorch.org/docs/stable/notes/cuda.html#optimizing-memory-usage-with-pytorch-cuda-alloc-conf")
ALLOCATOR = " c10/cuda/CUDACachingAllocator.cpp"
CUDA20, CUDA25 = "torch.cuda.OutOfMemoryError", "torch.OutOfMemoryError"

scene("cuda-oom", "load_model_to_gpu", """
import torch
from transformers import AutoModelForCausalLM, GPT2Config

config = GPT2Config(n_layer=4, n_embd=128, n_head=4, vocab_size=1000)
llm = AutoModelForCausalLM.from_config(config)
llm = llm.to("cuda")
print(llm.get_memory_footprint())
""", path="/home/alice/chat/serve.py", at='llm = llm.to("cuda")', gpu=True,
      breaks=("to", 9, CUDA25, V22.format("112.00 MiB", 0, "11.69 GiB", "64.81 MiB", "", "10.85 GiB", "10.61 GiB", "4.20 MiB"),
              "nn/modules/module.py"), where="torch 2.5" + ALLOCATOR,
      entities={"sizes": [mib(112), gib(11.69), mib(64.81), gib(10.61)], "devices": ["cuda:0"]},
      fix_any=["load_in_4bit", "BitsAndBytesConfig", "torch.bfloat16", "dtype=torch.", "device_map=", "llm.half()"])

scene("cuda-oom", "forward_attention", """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim=64, heads=4):
        super().__init__()
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, seq):
        seq = seq + self.attn(seq, seq, seq)[0]
        return seq + self.mlp(seq)


device = torch.device("cuda:0")
stack = nn.Sequential(*[Block() for _ in range(4)]).to(device)
optim = torch.optim.AdamW(stack.parameters())
BATCH_SIZE = 64
for step in range(100):
    chunk = torch.randn(BATCH_SIZE, 20, 64, device=device)
    loss = stack(chunk).pow(2).mean()
    optim.zero_grad()
    loss.backward()
    optim.step()
""", path="/home/marco/gpt/pretrain.py", at="return seq + self.mlp(seq)", gpu=True,
      breaks=("gelu", 2, CUDA25, V22.format("1.25 GiB", 0, "23.64 GiB", "812.44 MiB", "", "22.83 GiB", "22.11 GiB", "285.61 MiB")),
      where="torch 2.6" + ALLOCATOR, entities={"sizes": [gib(1.25), gib(23.64), mib(812.44), gib(22.11)]},
      fix_any=["BATCH_SIZE", "batch", "autocast", "checkpoint"])

scene("cuda-oom", "forward_v1_cached", """
import torch
import torch.nn as nn

def conv(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())

class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1, self.down2, self.up = conv(3, 16), conv(16, 32), nn.Conv2d(32, 5, 1)

    def forward(self, img):
        d1 = self.down1(img)
        d2 = self.down2(d1)
        return self.up(d2)

seg = Segmenter().cuda()
for i in range(10):
    out = seg(torch.rand(16, 3, 32, 32).cuda())
""", path="/home/petra/seg/train.py", at="d2 = self.down2(d1)", gpu=True, torch="1.8",
      breaks=("batch_norm", 2, "RuntimeError", OOM + "512.00 MiB (GPU 0; 7.93 GiB total capacity; 6.66 GiB "
              "already allocated; 431.06 MiB free; 30.57 MiB cached)"), where="torch 1.3" + ALLOCATOR,
      entities={"sizes": [mib(512), gib(7.93), gib(6.66), mib(431.06)], "devices": ["cuda:0"]},
      fix_any=["batch", "autocast"], form="stripped", wears=[stripped])

scene("cuda-oom", "backward_v110", """
import torch
from torch import nn

class Captioner(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Conv2d(3, 8, 7, stride=4)
        self.rnn = nn.GRU(8, 32, batch_first=True)
        self.vocab = nn.Linear(32, 500)

    def forward(self, photo):
        grid = self.cnn(photo).flatten(2).transpose(1, 2)
        return self.vocab(self.rnn(grid)[0])

captioner = Captioner().cuda()
adam = torch.optim.Adam(captioner.parameters())
for epoch in range(2):
    for photo in torch.randn(3, 4, 3, 64, 64):
        words = captioner(photo.cuda())
        loss = words.logsumexp(-1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
""", path="/home/igor/caption/train.py", at="loss.backward()", gpu=True, torch="1.12",
      breaks=("run_backward", 2, "RuntimeError", V110.format("1.91 GiB", 0, "15.78 GiB", "12.02 GiB", "1.62 GiB", "12.89 GiB")),
      where="torch 1.12.1" + ALLOCATOR, form="journal", wears=[journal("gpu07", "python3", 23114)],
      entities={"sizes": [gib(1.91), gib(15.78), gib(12.02), gib(1.62), gib(12.89)]},
      fix_any=["batch", "checkpoint", "autocast"])

scene("cuda-oom", "optimizer_first_step", """
import torch
from torch import nn

teacher = nn.Sequential(nn.Linear(256, 1024), nn.ReLU(), nn.Linear(1024, 256)).to("cuda")
updater = torch.optim.AdamW(teacher.parameters(), lr=2e-5)

def train_step(pair):
    src, tgt = pair
    loss = nn.functional.mse_loss(teacher(src.to("cuda")), tgt.to("cuda"))
    loss.backward()
    updater.step()
    updater.zero_grad(set_to_none=True)
    return loss.item()

for i in range(10):
    train_step((torch.randn(8, 256), torch.randn(8, 256)))
""", path="/home/olga/distill/step.py", at="updater.step()", gpu=True,
      breaks=("zeros_like", 3, CUDA20, V22.format("86.00 MiB", 0, "23.69 GiB", "22.88 MiB", "", "23.66 GiB", "23.25 GiB", "120.59 MiB"), "adam"),
      where="torch 2.2.1" + ALLOCATOR, entities={"sizes": [mib(86), gib(23.69), mib(22.88), gib(23.25), mib(120.59)]},
      fix_any=["AdamW8bit", "bnb.optim", "bitsandbytes", "Adafactor", "SGD", "adamw_8bit", "paged_adamw"])

scene("cuda-oom", "validation_without_no_grad", """
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10)).cuda()

def validate(net, val_loader):
    net.eval()
    hits, outputs = 0, []
    for pics, ys in val_loader:
        pred = net(pics.cuda())
        outputs.append(pred)
        hits += (pred.argmax(1).cpu() == ys).sum().item()
    return hits

val_loader = [(torch.randn(8, 3, 32, 32), torch.randint(0, 10, (8,))) for _ in range(30)]
print("epoch 1 train loss 1.8841")
print("epoch 1 validating")
validate(net, val_loader)
""", path="/home/dan/cifar/main.py", at="pred = net(pics.cuda())", gpu=True,
      breaks=("conv2d", 20, CUDA20, V21.format("392.00 MiB", 0, "10.75 GiB", "210.69 MiB", 30571, "10.54 GiB", "10.17 GiB", "54.28 MiB")),
      where="torch 2.1.2" + ALLOCATOR, entities={"sizes": [mib(392), gib(10.75), mib(210.69), gib(10.54), gib(10.17)]},
      fix="torch.no_grad()|torch.inference_mode()".split("|")[:1], part="open")

scene("cuda-oom", "eval_no_grad_notebook", None, cells=[
    "import torch\nfrom torch import nn\ndev = 'cuda'",
    "probe = nn.Sequential(nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 8)).to(dev).eval()\ntest_batches = [torch.randn(32, 64) for _ in range(20)]",
    """
    def predict_all(batches):
        preds = []
        for b in batches:
            preds.append(probe(b.to(dev)))
        return torch.cat(preds)

    test_preds = predict_all(test_batches)
    """], path="/home/rita/nb/test.ipynb", at="preds.append(probe(b.to(dev)))", gpu=True, run="guest", count=11,
      form="notebook", part="held",
      breaks=("tanh", 12, CUDA25, V29.format("2.00 GiB", 0, "39.39 GiB", "1.02 GiB", "", "38.36 GiB", "37.50 GiB", "377.10 MiB")),
      where="torch 2.9" + ALLOCATOR, entities={"sizes": [gib(2), gib(39.39), gib(1.02), gib(37.5)]},
      fix_any=["torch.no_grad()", "torch.inference_mode()"])

scene("cuda-oom", "growth_over_steps", """
import torch
from torch import nn

critic = nn.Sequential(nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 1)).cuda()
sgd = torch.optim.SGD(critic.parameters(), lr=0.01)
running_loss = 0
used = 1210
for step in range(1, 60):
    value = critic(torch.randn(64, 32).cuda())
    loss = value.pow(2).mean()
    sgd.zero_grad()
    loss.backward()
    sgd.step()
    running_loss += loss
    if step % 5 == 0:
        used += 1130
        print(f"step {step:4d} loss {float(loss):.4f} allocated {used} MiB")
""", path="/home/zoe/rl/critic.py", at="value = critic(torch.randn(64, 32).cuda())", gpu=True,
      breaks=("relu", 48, CUDA20, V21.format("20.00 MiB", 0, "11.76 GiB", "9.06 MiB", 4190, "11.74 GiB", "11.53 GiB", "71.04 MiB")),
      where="torch 2.1.0" + ALLOCATOR, entities={"sizes": [mib(20), gib(11.76), mib(9.06)]},
      fix_any=["loss.item()", "loss.detach()"], lines=True)

scene("cuda-oom", "growth_list_of_losses", """
import torch
from torch import nn

gen = nn.Linear(100, 784).cuda()
opt_g = torch.optim.Adam(gen.parameters(), 2e-4)
history = []
for it in range(300):
    fake = torch.tanh(gen(torch.randn(64, 100).cuda()))
    g_loss = (fake ** 2).mean()
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
    history.append(g_loss)
    if it % 50 == 0:
        mem = 2.1 + it * 0.031
        print(f"[{it}/300] g_loss={g_loss.item():.3f} mem={mem:.1f}GiB")
""", path="/home/amin/gan/gan.py", at="fake = torch.tanh(gen(torch.randn(64, 100).cuda()))", gpu=True, part="held",
      breaks=("tanh", 290, CUDA25, V22.format("14.00 MiB", 0, "11.75 GiB", "11.38 MiB", "", "11.73 GiB", "11.50 GiB", "35.21 MiB")),
      where="torch 2.5.1" + ALLOCATOR, form="docker", wears=[compose("gan-train-1")],
      entities={"sizes": [mib(14), gib(11.75)]}, fix_any=["g_loss.item()", "g_loss.detach()"])

scene("cuda-oom", "other_process_holds_it", """
import torch
from torch import nn

detector = nn.Conv2d(3, 64, 3).to("cuda")
boxes = detector(torch.rand(1, 3, 640, 640).to("cuda"))
""", path="/home/karl/yolo/detect.py", at='detector = nn.Conv2d(3, 64, 3).to("cuda")', gpu=True,
      breaks=("to", 1, CUDA25, V22.format("20.00 MiB", 0, "23.64 GiB", "17.75 MiB", "Process 8114 has 22.91 GiB memory in use. ", "724.00 MiB", "312.21 MiB", "23.79 MiB"),
              "nn/modules/module.py"),
      where="torch 2.5.1" + ALLOCATOR, entities={"sizes": [mib(20), gib(23.64), mib(17.75), gib(22.91)]},
      fix_any=["8114", "nvidia-smi"])

scene("cuda-oom", "other_process_in_nvidia_smi", """
import torch

scores = torch.zeros(4096, 4096, device="cuda")
""", path="/home/karl/yolo/score.py", at='scores = torch.zeros(4096, 4096, device="cuda")', gpu=True, torch="1.12",
      breaks=("zeros", 1, "RuntimeError", V110.format("64.00 MiB", 0, "10.76 GiB", "0 bytes", "41.56 MiB", "0 bytes")),
      where="torch 1.12.1" + ALLOCATOR, part="held", form="nvidia-smi",
      wears=[framed("(dl) karl@ws2:~/yolo$ python score.py", """
(dl) karl@ws2:~/yolo$ nvidia-smi
Tue Sep 13 10:02:51 2022
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 515.65.01    Driver Version: 515.65.01    CUDA Version: 11.7     |
|-------------------------------+----------------------+----------------------+
| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|                               |                      |               MIG M. |
|===============================+======================+======================|
|   0  NVIDIA GeForce ...  Off  | 00000000:65:00.0 Off |                  N/A |
| 41%   68C    P2   221W / 250W |  10880MiB / 11019MiB |     97%      Default |
|                               |                      |                  N/A |
+-------------------------------+----------------------+----------------------+

+-----------------------------------------------------------------------------+
| Processes:                                                                  |
|  GPU   GI   CI        PID   Type   Process name                  GPU Memory |
|        ID   ID                                                   Usage      |
|=============================================================================|
|    0   N/A  N/A      1453      G   /usr/lib/xorg/Xorg                 39MiB |
|    0   N/A  N/A     20117      C   python                          10838MiB |
+-----------------------------------------------------------------------------+
""")], entities={"sizes": [mib(64), gib(10.76), mib(41.56)]}, fix_any=["20117", "kill"])

scene("cuda-oom", "fragmented_reserved", """
import torch
from torch import nn

lm = nn.TransformerEncoderLayer(64, 4, batch_first=True).cuda()

def run_epoch(lengths):
    for n in lengths:
        ids = torch.randn(2, n, 64).cuda()
        out = lm(ids)
        out.sum().backward()

run_epoch([7, 33, 12, 90])
""", path="/home/noor/asr/epoch.py", at="out = lm(ids)", gpu=True,
      breaks=("layer_norm", 5, CUDA25, V22.format("3.10 GiB", 0, "39.38 GiB", "1.43 GiB", "", "37.95 GiB", "21.02 GiB", "16.44 GiB")),
      where="torch 2.6" + ALLOCATOR, entities={"sizes": [gib(3.1), gib(39.38), gib(21.02), gib(16.44)]},
      fix_any=["expandable_segments:True", "expandable_segments"], form="terminal", wears=[terminal(110)])

scene("cuda-oom", "fragmented_v110", """
import torch
import torch.nn.functional as F

def upsample(features, scale):
    return F.interpolate(features, scale_factor=scale, mode="bilinear", align_corners=False)

for s in (2, 3, 5):
    big = upsample(torch.rand(1, 8, 32, 32).cuda(), s)
""", path="/home/liam/sr/up.py", at="return F.interpolate(features", gpu=True, torch="1.12", part="held",
      breaks=("upsample_bilinear2d", 3, "RuntimeError", V110.format("2.34 GiB", 1, "23.70 GiB", "11.20 GiB", "1.61 GiB", "20.97 GiB")),
      where="torch 1.12.1" + ALLOCATOR, entities={"sizes": [gib(2.34), gib(23.7), gib(11.2), gib(20.97)], "devices": ["cuda:1"]},
      fix_any=["max_split_size_mb", "expandable_segments", "PYTORCH_CUDA_ALLOC_CONF"], form="wrapped", wears=[mailed(78, "> ")])

scene("cuda-oom", "absurd_request", """
import torch

def pairwise(embeddings):
    diff = torch.cdist(embeddings, embeddings)
    return diff

embeddings = torch.randn(200, 8, device="cuda")
pairwise(embeddings)
""", path="/home/vera/dedup/near.py", at="diff = torch.cdist(embeddings, embeddings)", gpu=True,
      breaks=("cdist", 1, CUDA25, V22.format("596.05 GiB", 0, "79.15 GiB", "77.02 GiB", "", "2.12 GiB", "1.53 GiB", "82.04 MiB")),
      where="torch 2.7" + ALLOCATOR, entities={"sizes": [gib(596.05), gib(79.15), gib(77.02)]},
      fix_any=["chunk", "split(", "shape", "range("], form="rich")

scene("cuda-oom", "torchrun_rank1", """
import os

import torch
import torch.distributed as dist
from torch import nn

def main():
    dist.init_process_group("gloo")
    rank = int(os.environ["LOCAL_RANK"])
    device = f"cuda:{rank}"
    torch.cuda.set_device(device)
    mlp = nn.parallel.DistributedDataParallel(nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device))
    for step in range(4):
        score = mlp(torch.randn(16, 32, device=device))
        score.sum().backward()
    dist.destroy_process_group()

if __name__ == "__main__":
    main()
""", path="/home/hugo/ddp/train_ddp.py", at="score = mlp(torch.randn(16, 32, device=device))", gpu=True,
      run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", env={"STAGE_RANK": "1"},
      breaks=("relu", 2, CUDA25, V22.format("1.00 GiB", 1, "31.73 GiB", "412.19 MiB", "", "31.32 GiB", "30.40 GiB", "541.92 MiB")),
      where="torch 2.6" + ALLOCATOR, entities={"sizes": [gib(1), gib(31.73)], "ranks": [1]},
      others=["dist-child-failed"], fix_any=["batch", "autocast", "checkpoint"])

scene("cuda-oom", "hf_trainer_like_logging", """
import logging

import torch
from torch import nn

logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
log = logging.getLogger("finetune")

class Tuner:
    def __init__(self, net):
        self.net = net.cuda()
        self.per_device_batch = 16

    def compute_loss(self, batch):
        return self.net(batch).square().mean()

    def fit(self):
        for step in range(3):
            try:
                self.compute_loss(torch.randn(self.per_device_batch, 8).cuda()).backward()
            except RuntimeError:
                log.exception("step %d failed", step)
                break

log.info("starting, 3 steps")
Tuner(nn.Linear(8, 8)).fit()
""", path="/home/jin/ft/tuner.py", at="self.compute_loss(torch.randn(self.per_device_batch, 8).cuda()).backward()",
      gpu=True, part="held", form="logging",
      breaks=("run_backward", 2, CUDA20, V110.format("46.00 MiB", 3, "39.59 GiB", "37.88 GiB", "16.19 MiB", "38.33 GiB")),
      where="torch 2.0.1" + ALLOCATOR, entities={"sizes": [mib(46), gib(39.59), mib(16.19)], "devices": ["cuda:3"]},
      fix_any=["per_device_batch", "batch", "checkpoint"])

written("cuda-oom", "runtime_error_2", """
THCudaCheck FAIL file=/opt/conda/conda-bld/pytorch_1532579245307/work/aten/src/THC/generic/THCStorage.cu line=58 error=2 : out of memory
Traceback (most recent call last):
  File "main.py", line 210, in <module>
    train(epoch)
  File "main.py", line 133, in train
    output = rnn(inputs, hidden)
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/modules/module.py", line 477, in __call__
    result = self.forward(*input, **kwargs)
  File "/home/xu/lm/model.py", line 48, in forward
    decoded = self.decoder(output.view(output.size(0) * output.size(1), output.size(2)))
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/modules/module.py", line 477, in __call__
    result = self.forward(*input, **kwargs)
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/modules/linear.py", line 55, in forward
    return F.linear(input, self.weight, self.bias)
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/functional.py", line 1024, in linear
    return torch.addmm(bias, input, weight.t())
RuntimeError: cuda runtime error (2) : out of memory at /opt/conda/conda-bld/pytorch_1532579245307/work/aten/src/THC/generic/THCStorage.cu:58
""", where="torch 0.4.1 aten/src/THC/generic/THCStorage.cu", at=("/home/xu/lm/model.py", 48, "forward"),
        fix_any=["batch", "half", "autocast"], root="cuda runtime error (2)")

written("cuda-oom", "cuda_error_out_of_memory", """
Traceback (most recent call last):
  File "infer.py", line 22, in <module>
    net = Net().cuda()
  File "/usr/local/lib/python3.8/dist-packages/torch/nn/modules/module.py", line 688, in cuda
    return self._apply(lambda t: t.cuda(device))
  File "/usr/local/lib/python3.8/dist-packages/torch/nn/modules/module.py", line 578, in _apply
    module._apply(fn)
  File "/usr/local/lib/python3.8/dist-packages/torch/nn/modules/module.py", line 601, in _apply
    param_applied = fn(param)
  File "/usr/local/lib/python3.8/dist-packages/torch/nn/modules/module.py", line 688, in <lambda>
    return self._apply(lambda t: t.cuda(device))
RuntimeError: CUDA error: out of memory
CUDA kernel errors might be asynchronously reported at some other API call,so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1.
""", where="torch 1.10 c10/cuda/CUDAException.h", at=("infer.py", 22, "<module>"), part="held",
        fix_any=["nvidia-smi", "CUDA_VISIBLE_DEVICES"], root="CUDA error: out of memory")

scene("cuda-oom", "hip", """
import torch
from torch import nn

vae = nn.Sequential(nn.ConvTranspose2d(4, 32, 4, stride=4), nn.SiLU(), nn.Conv2d(32, 3, 3, padding=1)).to("cuda")
with torch.inference_mode():
    image = vae(torch.randn(1, 4, 64, 64).to("cuda"))
""", path="/home/freya/sdxl/decode.py", at="image = vae(torch.randn(1, 4, 64, 64)", gpu=True,
      breaks=("silu", 1, CUDA25, V22.replace("CUDA out", "HIP out").replace("PYTORCH_CUDA", "PYTORCH_HIP").format(
          "4.50 GiB", 0, "15.98 GiB", "2.80 GiB", "", "13.10 GiB", "9.58 GiB", "3.24 GiB")),
      where="torch 2.5 rocm c10/hip/HIPCachingAllocator.cpp", entities={"sizes": [gib(4.5), gib(15.98), gib(2.8)]},
      fix_any=["tiling", "PYTORCH_HIP_ALLOC_CONF", "half", "float16", "bfloat16", "autocast", "image"], form="issue",
      wears=[fenced("**What happened**\nDecoding 1024×1024 pictures on my RX 6800 XT stops with:", "ROCm 6.2, Fedora 41")])

scene("cuda-oom", "xpu", """
import torch
from torch import nn

proj = nn.Linear(64, 64).to("xpu")
for width in (64,):
    hidden = proj(torch.randn(8, width).to("xpu"))
""", path="/home/sam/arc/bench.py", at='hidden = proj(torch.randn(8, width).to("xpu"))', gpu=True, part="held",
      breaks=("linear", 1, CUDA25, "XPU out of memory. Tried to allocate 6.00 GiB. GPU 0 has a total capacity of "
              "15.91 GiB. Of the allocated memory 10.77 GiB is allocated by PyTorch, and 88.41 MiB is reserved by "
              "PyTorch but unallocated. Please use `empty_cache` to release all unoccupied cached memory."),
      where="torch 2.5 c10/xpu/XPUCachingAllocator.cpp", entities={"sizes": [gib(6), gib(15.91), gib(10.77)]},
      fix_any=["batch", "bfloat16", "autocast", "float16"])

scene("cuda-oom", "mps", """
import torch
from torch import nn

class Painter(nn.Module):
    def __init__(self):
        super().__init__()
        self.mid = nn.MultiheadAttention(32, 4)

    def forward(self, z):
        return self.mid(z, z, z)[0]

painter = Painter().to("mps")
canvas = painter(torch.randn(64, 1, 32).to("mps"))
""", path="/home/emma/paint/run.py", at="return self.mid(z, z, z)[0]", gpu=True, form="mps",
      breaks=("linear", 1, "RuntimeError", "MPS backend out of memory (MPS allocated: 17.54 GB, other allocations: "
              "1.10 GB, max allowed: 18.13 GB). Tried to allocate 256.00 MB on private pool. Use "
              "PYTORCH_MPS_HIGH_WATERMARK_RATIO=0.0 to disable upper limit for memory allocations (may cause system "
              "failure)."), where="torch 2.1 aten/src/ATen/mps/MPSAllocator.mm",
      edit=lambda t: t.replace("/home/emma", "/Users/emma").replace("scaled_dot_product_attention", "scaled_dot_product_attention"),
      fix_any=["batch", "float16", "autocast", "half"])

written("cuda-oom", "jax_resource_exhausted", """
I0412 09:21:44.201 140234 main.py:77] compiling train_step
2024-04-12 09:22:31.553208: W external/xla/xla/service/hlo_rematerialization.cc:2946] Can't reduce memory use below 31.20GiB (33500000000 bytes) by rematerialization; only reduced to 46.77GiB (50218745856 bytes)
2024-04-12 09:22:41.617190: W external/tsl/tsl/framework/bfc_allocator.cc:482] Allocator (GPU_0_bfc) ran out of memory trying to allocate 46.60GiB (rounded to 50036445184)requested by op
Traceback (most recent call last):
  File "/home/ada/flaxlm/main.py", line 141, in <module>
    app.run(main)
  File "/home/ada/flaxlm/.venv/lib/python3.11/site-packages/absl/app.py", line 308, in run
    _run_main(main, args)
  File "/home/ada/flaxlm/.venv/lib/python3.11/site-packages/absl/app.py", line 254, in _run_main
    sys.exit(main(argv))
             ^^^^^^^^^^
  File "/home/ada/flaxlm/main.py", line 118, in main
    state, metrics = train_step(state, batch)
                     ^^^^^^^^^^^^^^^^^^^^^^^^
jaxlib.xla_extension.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 50036445112 bytes.
""", where="jaxlib 0.4.26 xla/stream_executor", at=("/home/ada/flaxlm/main.py", 118, "main"),
        entities={"sizes": [50036445112]}, fix_any=["batch", "remat", "bfloat16"], root="RESOURCE_EXHAUSTED: Out of memory")

written("cuda-oom", "tensorflow_resource_exhausted", """
Epoch 1/50
2023-02-07 16:40:12.482193: W tensorflow/core/common_runtime/bfc_allocator.cc:491] ****************************************************************************************************
2023-02-07 16:40:12.482230: W tensorflow/core/framework/op_kernel.cc:1830] OP_REQUIRES failed at conv_ops_impl.h:360 : RESOURCE_EXHAUSTED: OOM when allocating tensor with shape[64,64,256,256] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc
Traceback (most recent call last):
  File "/home/luis/keras_seg/fit.py", line 88, in <module>
    history = unet.fit(train_ds, validation_data=val_ds, epochs=50)
  File "/home/luis/keras_seg/venv/lib/python3.9/site-packages/keras/utils/traceback_utils.py", line 70, in error_handler
    raise e.with_traceback(filtered_tb) from None
  File "/home/luis/keras_seg/venv/lib/python3.9/site-packages/tensorflow/python/eager/execute.py", line 52, in quick_execute
    tensors = pywrap_tfe.TFE_Py_Execute(ctx._handle, device_name, op_name,
tensorflow.python.framework.errors_impl.ResourceExhaustedError: Graph execution error:

OOM when allocating tensor with shape[64,64,256,256] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc
	 [[{{node model/conv2d_1/Conv2D}}]]
Hint: If you want to see a list of allocated tensors when OOM happens, add report_tensor_allocations_upon_oom to RunOptions for current allocation info. This isn't available when running in Eager mode.
 [Op:__inference_train_function_8410]
""", where="tensorflow 2.11 core/framework/op_kernel.cc", at=("/home/luis/keras_seg/fit.py", 88, "<module>"), part="held",
        entities={"shapes": [[64, 64, 256, 256]]}, fix_any=["batch", "mixed_float16"], root="ResourceExhaustedError: Graph")

written("cuda-oom", "vllm_kv_cache", """
INFO 06-02 13:05:11 [loader.py:458] Loading weights took 8.31 seconds
INFO 06-02 13:05:12 [gpu_model_runner.py:1347] Model loading took 14.2717 GiB and 9.012204 seconds
ERROR 06-02 13:05:20 [core.py:396] EngineCore failed to start.
ERROR 06-02 13:05:20 [core.py:396] Traceback (most recent call last):
ERROR 06-02 13:05:20 [core.py:396]   File "/opt/venv/lib/python3.12/site-packages/vllm/v1/engine/core.py", line 387, in run_engine_core
ERROR 06-02 13:05:20 [core.py:396]     engine_core = EngineCoreProc(*args, **kwargs)
ERROR 06-02 13:05:20 [core.py:396]   File "/opt/venv/lib/python3.12/site-packages/vllm/v1/worker/gpu_model_runner.py", line 1541, in _dummy_sampler_run
ERROR 06-02 13:05:20 [core.py:396]     sampler_output = self.sampler(logits=logits, sampling_metadata=dummy_metadata)
ERROR 06-02 13:05:20 [core.py:396] torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 594.00 MiB. GPU 0 has a total capacity of 15.57 GiB of which 201.31 MiB is free. Including non-PyTorch memory, this process has 15.36 GiB memory in use. Of the allocated memory 14.91 GiB is allocated by PyTorch, and 121.52 MiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)
Process EngineCore_0:
Traceback (most recent call last):
  File "/home/tina/serve/api.py", line 12, in <module>
    llm = LLM(model="./qwen2.5-7b", max_model_len=16384)
  File "/opt/venv/lib/python3.12/site-packages/vllm/entrypoints/llm.py", line 247, in __init__
    self.llm_engine = LLMEngine.from_engine_args(
  File "/opt/venv/lib/python3.12/site-packages/vllm/v1/engine/core_client.py", line 408, in _wait_for_engine_startup
    raise RuntimeError("Engine core initialization failed. "
RuntimeError: Engine core initialization failed. See root cause above.
""", where="vllm 0.8.5 v1/engine/core.py, torch 2.6" + ALLOCATOR, entities={"sizes": [mib(594), gib(15.57), mib(201.31)]},
        fix_any=["gpu_memory_utilization", "max_model_len"], others=["engine-failed"], root="torch.OutOfMemoryError")

# ------------------------------------------------------------------------------------- cpu-oom

scene("cpu-oom", "default_cpu_allocator", """
import torch

def one_hot_corpus(ids, vocab):
    table = torch.zeros(len(ids), vocab)
    return table.scatter_(1, ids[:, None], 1.0)

ids = torch.randint(0, 50_000_000, (2_000_000,))
one_hot_corpus(ids, 50_000_000)
""", path="/home/alice/bow/corpus.py", at="table = torch.zeros(len(ids), vocab)",
      entities={"sizes": [2_000_000 * 50_000_000 * 4]}, fix_any=["sparse", "chunk", "range(", "F.embedding", "nn.Embedding", "batch"])

scene("cpu-oom", "default_cpu_allocator_112", """
import torch
from torch import nn

class Wide(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.head = nn.Linear(inputs, classes)

wide = Wide(3 * 224 * 224, 40_000_000)
""", path="/home/bo/xml/wide.py", at="self.head = nn.Linear(inputs, classes)", torch="1.12",
      entities={"sizes": [3 * 224 * 224 * 40_000_000 * 4]}, form="docker", wears=[compose("worker")],
      fix_any=["nn.Linear(", "inputs", "classes", "dtype"])

scene("cpu-oom", "allocator_18_posix", """
import torch

frames = torch.empty(90000, 3, 1080, 1920)
""", path="/home/pia/video/load.py", at="frames = torch.empty(90000, 3, 1080, 1920)", torch="1.8", part="held",
      entities={"sizes": [90000 * 3 * 1080 * 1920 * 4]}, form="wrapped", wears=[mailed(76, "> ")], fix_any=["uint8", "batch", "chunk", "memmap", "DataLoader"])

scene("cpu-oom", "numpy_array_memory", """
import numpy as np

def load_spectrograms(n):
    return np.zeros((n, 128, 1300), dtype=np.float64)

spectrograms = load_spectrograms(4_000_000_0)
""", path="/home/uma/audio/features.py", at="return np.zeros((n, 128, 1300), dtype=np.float64)",
      entities={"shapes": [[40000000, 128, 1300]], "dtypes": ["float64"]}, fix_any=["float32", "memmap", "np.memmap"])

scene("cpu-oom", "numpy_notebook", None, cells=["import numpy as np", """
    def gram(kernel_rows):
        return np.full((kernel_rows, kernel_rows), 1.0)

    K = gram(3_000_000)
    """], path="/home/uma/nb/svm.ipynb", at="return np.full((kernel_rows, kernel_rows), 1.0)", form="notebook", run="guest",
      part="held", entities={"shapes": [[3000000, 3000000]]}, fix_any=["float32", "memmap", "chunk", "batch"])

written("cpu-oom", "windows_allocator", r"""
Traceback (most recent call last):
  File "D:\work\nerf\train.py", line 402, in <module>
    rays = torch.stack(all_rays, 0)
RuntimeError: [enforce fail at C:\actions-runner\_work\pytorch\pytorch\builder\windows\pytorch\c10\core\impl\alloc_cpu.cpp:72] data. DefaultCPUAllocator: not enough memory: you tried to allocate 12441600000 bytes.
""", where="torch 2.0 c10/core/impl/alloc_cpu.cpp", at=(r"D:\work\nerf\train.py", 402, "<module>"), form="windows",
        entities={"sizes": [12441600000]}, fix_any=["all_rays", "batch", "chunk", "float16"], root="DefaultCPUAllocator")

written("cpu-oom", "killed_in_shell", """
(base) ubuntu@ip-10-0-4-7:~/embed$ python build_index.py --corpus wiki.jsonl
Loading corpus: 100%|██████████| 21015324/21015324 [03:11<00:00, 109852.29it/s]
Encoding:  38%|███▊      | 249803/656729 [1:02:11<1:41:20, 66.92it/s]
Killed
""", where="bash, the kernel's OOM killer", fix_any=["dmesg", "chunk", "stream", "batch", "num_workers", "memory"], root="Killed", form="shell")

written("cpu-oom", "killed_with_dmesg", """
$ python convert_weights.py --in llama-70b --out converted/
Loading shard 7/15
Killed
$ sudo dmesg | tail -3
[81231.110283] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/user.slice,task=python,pid=41822,uid=1000
[81231.110319] Out of memory: Killed process 41822 (python) total-vm:139421180kB, anon-rss:62311864kB, file-rss:4kB, shmem-rss:0kB, UID:1000 pgtables:123904kB oom_score_adj:0
[81233.004512] oom_reaper: reaped process 41822 (python), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
""", where="Linux 5.15 mm/oom_kill.c", part="held", form="shell",
        fix_any=["low_cpu_mem_usage", "swap", "memory", "mmap"], root="Out of memory: Killed process", lines=False)

scene("cpu-oom", "python_memory_error_pytest", """
import numpy as np
import torch


def replay_buffer(size, frames=4):
    return torch.from_numpy(np.ones((size, frames, 84, 84), dtype=np.float64))


def test_replay_is_large():
    buffer = replay_buffer(1_000_000_000)
    assert buffer.shape[0] == 1_000_000_000
""", path="/home/noa/dqn/tests/test_replay.py", at="return torch.from_numpy(np.ones((size, frames, 84, 84)", run="pytest",
      form="pytest", entities={"shapes": [[1000000000, 4, 84, 84]]}, fix_any=["uint8", "float32", "memmap"])
