"""A fourth drawing: processes and devices."""

import drawn
from hf_tiny import folder
from stage import gib, mib
from wear import coloured, compose, last

GPT2 = {"models/gpt2": folder("gpt2")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("dist-env-missing", "spawned_without_an_address", """
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def run(rank, world_size):
    dist.init_process_group("gloo", rank=rank, world_size=world_size)
    model = DDP(nn.Linear(4, 1))
    loss = model(torch.randn(8, 4)).mean()
    loss.backward()
    print(rank, loss.item())
    dist.destroy_process_group()


if __name__ == "__main__":
    world_size = 2
    mp.spawn(run, args=(world_size,), nprocs=world_size, join=True)
""", path="/home/kim/ddp/spawn.py", at='dist.init_process_group("gloo", rank=rank, world_size=world_size)', run="process", form="spawn", root="environment variable MASTER_ADDR", entities={"variable": "MASTER_ADDR"},
      fix_any=['os.environ["MASTER_ADDR"]', "MASTER_ADDR=", "init_method=", 'environ.setdefault("MASTER_ADDR"'])

scene("dist-not-initialized", "sampler_before_the_group", """
import torch
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


def get_loader(batch_size):
    data = TensorDataset(torch.randn(100, 4), torch.randint(0, 2, (100,)))
    sampler = DistributedSampler(data, shuffle=True)
    return DataLoader(data, batch_size=batch_size, sampler=sampler)


def main():
    loader = get_loader(16)
    model = torch.nn.Linear(4, 2)
    for epoch in range(2):
        loader.sampler.set_epoch(epoch)
        for x, y in loader:
            torch.nn.functional.cross_entropy(model(x), y).backward()
    print("ok")


if __name__ == "__main__":
    main()
""", path="/home/rhys/imagenet/train.py", at="sampler = DistributedSampler(data, shuffle=True)", form="coloured", wears=[coloured],
      fix_any=["init_process_group(", "num_replicas=1", "is_initialized()"])

scene("ddp-marked-ready-twice", "recomputed_blocks_under_ddp", """
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.checkpoint import checkpoint


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(8, 32)
        self.shared = nn.Linear(32, 32)
        self.out = nn.Linear(32, 2)

    def forward(self, x):
        x = torch.relu(self.inp(x))
        for _ in range(2):  # the same block, twice
            x = checkpoint(self.shared, x, use_reentrant=True)
        return self.out(x)


def worker(rank, world):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29823")
    dist.init_process_group("gloo", rank=rank, world_size=world)
    model = DDP(Net(), find_unused_parameters=True)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2):
        loss = model(torch.randn(4, 8)).pow(2).mean()
        loss.backward()
        opt.step()


if __name__ == "__main__":
    mp.spawn(worker, args=(2,), nprocs=2)
""", path="/home/anders/ddp/ckpt.py", at="loss.backward()", run="process", form="spawn", root="Expected to mark a variable ready only once",
      fix_any=["use_reentrant=False", "static_graph=True", "_set_static_graph()"])

scene("missing-attribute", "module_without_a_wrapper", """
import os

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)

    def forward(self, x):
        return self.fc(x)


def save_checkpoint(model, optimizer, epoch, folder="ckpt"):
    os.makedirs(folder, exist_ok=True)
    torch.save({
        "epoch": epoch,
        "model": model.module.state_dict(),
        "optimizer": optimizer.state_dict(),
    }, os.path.join(folder, f"epoch_{epoch}.pt"))


def main():
    model = Net()
    if torch.cuda.device_count() > 1:
        model = nn.DataParallel(model)
    opt = torch.optim.Adam(model.parameters())
    for epoch in range(3):
        loss = model(torch.randn(4, 10)).mean()
        loss.backward()
        opt.step()
        save_checkpoint(model, opt, epoch)


main()
""", path="/home/sana/xray/train.py", at='"model": model.module.state_dict(),', entities={"class": "Net", "attribute": "module"},
      accept=["wrong-object"], fix_any=["model.state_dict()", 'getattr(model, "module", model)', 'hasattr(model, "module")'])

scene("cuda-oom", "context_grows_with_the_chat", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tok = AutoTokenizer.from_pretrained("models/gpt2")
model = AutoModelForCausalLM.from_pretrained("models/gpt2").to("cuda").eval()


def reply(history):
    prompt = "\\n".join(history)
    ids = tok(prompt, return_tensors="pt").input_ids.to("cuda")
    out = model(ids)
    logits = out.logits[:, -1]
    return tok.decode(logits.argmax(-1))


history = []
for turn in ["hello", "tell me of the cat", "and then?"]:
    history.append("user: " + turn)
    answer = reply(history)
    history.append("bot: " + answer)
    print(answer)
""", path="/home/ubuntu/bot/chat.py", folders=GPT2, at="out = model(ids)", run="guest", gpu=True, where="c10/cuda/CUDACachingAllocator.cpp", edit=lambda t: t,
      breaks=("scaled_dot_product_attention", 2, "torch.OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.31 GiB. GPU 0 has a total capacity of 23.68 GiB of which 1.02 GiB is free. Including non-PyTorch memory, this process has 22.65 GiB memory in use. Of the allocated memory 20.90 GiB is allocated by PyTorch, and 1.44 GiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://docs.pytorch.org/docs/stable/notes/cuda.html#optimizing-memory-usage-with-pytorch-cuda-alloc-conf)"),
      root="CUDA out of memory", entities={"sizes": [gib(2.31), gib(23.68), gib(1.02)]}, fix_any=["with torch.no_grad()", "torch.inference_mode()", "@torch.no_grad()"])

scene("cuda-oom", "batch_of_large_pictures", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

device = "cuda"
net = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5)).to(device)
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
data = TensorDataset(torch.rand(64, 3, 48, 48), torch.randint(0, 5, (64,)))
loader = DataLoader(data, batch_size=32, shuffle=True)

for epoch in range(2):
    for x, y in tqdm(loader, desc=f"epoch {epoch}", ncols=80):
        x, y = x.to(device), y.to(device)
        loss = nn.functional.cross_entropy(net(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
""", path="/home/ubuntu/herbarium/train.py", at="loss = nn.functional.cross_entropy(net(x), y)", run="guest", gpu=True, where="c10/cuda/CUDACachingAllocator.cpp",
      breaks=("conv2d", 4, "torch.OutOfMemoryError", "CUDA out of memory. Tried to allocate 1.13 GiB. GPU 0 has a total capacity of 11.90 GiB of which 402.69 MiB is free. Process 41277 has 11.50 GiB memory in use. Of the allocated memory 10.81 GiB is allocated by PyTorch, and 512.30 MiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://docs.pytorch.org/docs/stable/notes/cuda.html#optimizing-memory-usage-with-pytorch-cuda-alloc-conf)"),
      root="CUDA out of memory", entities={"sizes": [gib(1.13), gib(11.90), mib(402.69)]}, fix_any=["batch_size", "smaller batch", "Halve the batch", "autocast"])

scene("device-mismatch", "hidden_state_made_on_the_cpu", """
import torch
from torch import nn

device = torch.device("cuda")


class CharRNN(nn.Module):
    def __init__(self, vocab=60, hidden=64):
        super().__init__()
        self.hidden = hidden
        self.emb = nn.Embedding(vocab, 32)
        self.lstm = nn.LSTM(32, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def init_hidden(self, n):
        return torch.zeros(1, n, self.hidden), torch.zeros(1, n, self.hidden)

    def forward(self, x, state):
        h, state = self.lstm(self.emb(x), state)
        return self.out(h), state


net = CharRNN().to(device)
opt = torch.optim.Adam(net.parameters())
for step in range(10):
    x = torch.randint(0, 60, (8, 20), device=device)
    logits, state = net(x, net.init_hidden(8))
    loss = logits.logsumexp(-1).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
""", path="/home/ubuntu/char/rnn.py", at="h, state = self.lstm(self.emb(x), state)", run="guest", gpu=True, where="aten/src/ATen/native/cudnn/RNN.cpp / torch/nn/modules/rnn.py",
      breaks=("lstm", 1, "RuntimeError", "Input and hidden tensors are not at the same device, found input tensor at cuda:0 and hidden tensor at cpu"), entities={"devices": ["cuda:0", "cpu"]},
      fix_any=["torch.zeros(1, n, self.hidden, device=", "device=x.device", "state[0].to(", "for h in state", "for s in state", "for t in state"])

scene("device-mismatch", "permutation_drawn_on_the_cpu", """
import torch
from torch import nn

device = "cuda:0"


def mixup(x, y, alpha=0.4):
    lam = torch.distributions.Beta(alpha, alpha).sample()
    perm = torch.randperm(x.size(0))
    mixed = lam.to(x.device) * x + (1 - lam.to(x.device)) * torch.index_select(x, 0, perm)
    return mixed, y, y[perm], lam


net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 16 * 16, 10)).to(device)
for step in range(3):
    x, y = torch.rand(32, 3, 16, 16).to(device), torch.randint(0, 10, (32,)).to(device)
    xm, ya, yb, lam = mixup(x, y)
    out = net(xm)
    print(step, out.shape)
""", path="/home/ubuntu/mix/train.py", at="mixed = lam.to(x.device) * x + (1 - lam.to(x.device)) * torch.index_select(x, 0, perm)", run="guest", gpu=True, form="docker", wears=[compose("mix")],
      where="aten/src/ATen/TensorUtils / c10 device checks", breaks=("index_select", 1, "RuntimeError", "Expected all tensors to be on the same device, but got index is on cpu, different from other tensors on cuda:0 (when checking argument in method wrapper_CUDA__index_select)"),
      entities={"devices": ["cpu", "cuda:0"]}, fix_any=["torch.randperm(x.size(0), device=x.device)", "perm.to(x.device)", "perm = perm.to(", "perm.to("])

scene("cuda-device-assert", "labels_from_one_in_a_forum_post", """
import torch
from torch import nn

model = nn.Linear(6, 5).to("cuda")
criterion = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
stars = torch.tensor([1, 5, 3, 2, 4, 5, 1, 3])
for epoch in range(3):
    x = torch.randn(8, 6).to("cuda")
    loss = criterion(model(x), stars.to("cuda"))
    opt.zero_grad()
    loss.backward()
    print(f"epoch {epoch} loss {loss.item():.3f}")
    opt.step()
""", path="/home/ubuntu/stars/train.py", at='loss = criterion(model(x), stars.to("cuda"))', run="guest", gpu=True, where="aten/src/ATen/native/cuda/Loss.cu; c10/cuda/CUDAException.cpp",
      edit=lambda t: "".join(f"/pytorch/aten/src/ATen/native/cuda/Loss.cu:245: nll_loss_forward_reduce_cuda_kernel_2d: block: [0,0,0], thread: [{n},0,0] Assertion `t >= 0 && t < n_classes` failed.\n" for n in (1, 5)) + t,
      breaks=("cross_entropy_loss", 1, "torch.AcceleratorError", "CUDA error: device-side assert triggered\nSearch for `cudaErrorAssert' in https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html for more information.\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nDevice-side assertion tracking was not enabled by user."),
      fix_any=["stars - 1", "labels", "class", "0 to"])

scene("cuda-deserialize", "checkpoint_of_the_server_on_a_mac", """
import sys

import torch
from torch import nn


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv1d(1, 8, 5, padding=2), nn.ReLU(), nn.Conv1d(8, 1, 5, padding=2))


def load_model(path):
    model = Denoiser()
    ckpt = torch.load(path)
    model.load_state_dict(ckpt["model"])
    return model.eval()


if __name__ == "__main__":
    torch.save({"model": Denoiser().state_dict()}, "denoiser.pt")
    model = load_model("denoiser.pt")
""", path="/Users/agnes/denoise/app.py", at="ckpt = torch.load(path)", run="guest", where="torch/serialization.py", form="cut", wears=[last(18)],
      breaks=("get_storage_from_record", 1, "RuntimeError", "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."),
      fix_any=["torch.load(path, map_location=", "map_location=torch.device", "map_location="])
