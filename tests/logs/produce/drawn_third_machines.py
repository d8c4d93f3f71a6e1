"""A third drawing: processes and devices."""

import drawn
from hf_tiny import folder
from stage import gib, mib
from wear import prefixed

GPT2 = {"models/gpt2": folder("gpt2")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("dist-env-missing", "local_rank_read_from_nowhere", """
import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def setup():
    local_rank = int(os.environ["LOCAL_RANK"])
    dist.init_process_group(backend="gloo")
    return local_rank


def main():
    local_rank = setup()
    model = DDP(nn.Linear(10, 1))
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        loss = model(torch.randn(4, 10)).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(local_rank, loss.item())


if __name__ == "__main__":
    main()
""", path="/home/kofi/ddp/main.py", at='local_rank = int(os.environ["LOCAL_RANK"])', accept=["missing-entry"], entities={"variable": "LOCAL_RANK"}, fix=["torchrun"])

scene("dist-not-initialized", "wrapped_in_a_notebook", "", cells=["""
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
""", """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 2)

    def forward(self, x):
        return self.fc(x)

model = Net()
model = DDP(model)
print(model)
"""], path="/home/jun/nb/ddp.ipynb", at="model = DDP(model)", run="guest", form="notebook", count=3, fix_any=["init_process_group("])

scene("dist-address-in-use", "default_port_taken", """
import os
import socket

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

def worker(rank, world_size):
    os.environ["MASTER_ADDR"] = "127.0.0.1"
    os.environ["MASTER_PORT"] = "29812"
    dist.init_process_group("gloo", rank=rank, world_size=world_size)
    t = torch.ones(1) * rank
    dist.all_reduce(t)
    print(rank, t)
    dist.destroy_process_group()


if __name__ == "__main__":
    other_job = socket.socket()  # the run of yesterday
    other_job.bind(("127.0.0.1", 29812))
    other_job.listen()
    mp.spawn(worker, args=(1,), nprocs=1, join=True)
""", path="/data/users/ming/run_ddp.py", at='dist.init_process_group("gloo", rank=rank, world_size=world_size)', run="process", form="spawn", root="EADDRINUSE", entities={"port": 29812},
      fix_any=["MASTER_PORT", "29813", "lsof", "ss -"])

scene("ddp-unused-parameters", "projection_no_one_calls", """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Captioner(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(12, 16)
        self.decoder = nn.Linear(16, 5)
        self.itm_head = nn.Linear(16, 2)

    def forward(self, x):
        return self.decoder(torch.relu(self.encoder(x)))


def main():
    dist.init_process_group("gloo")
    model = DDP(Captioner())
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for step in range(5):
        loss = model(torch.randn(8, 12)).pow(2).mean()
        loss.backward()
        opt.step()
        opt.zero_grad()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
""", path="/fsx/mei/caption/train.py", at="loss = model(torch.randn(8, 12)).pow(2).mean()", run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29813"], form="torchrun",
      root="Expected to have finished reduction", others=["dist-child-failed"], fix_any=["DDP(Captioner(), find_unused_parameters=True)", "find_unused_parameters=True", "itm_head"])

scene("missing-entry", "one_rank_without_a_label", """
import torch
import torch.distributed as dist

FILES = [
    [{"text": "good", "label": 1}, {"text": "bad", "label": 0}],
    [{"text": "fine", "lable": 1}, {"text": "poor", "label": 0}],
]


def load_shard(rank):
    return [row["label"] for row in FILES[rank]]


def main():
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    labels = load_shard(rank)
    count = torch.tensor([float(sum(labels))])
    dist.all_reduce(count)
    if rank == 0:
        print("positives", count.item())
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
""", path="/home/ravi/shards/count.py", at='return [row["label"] for row in FILES[rank]]', run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29814"], form="torchrun",
      root="KeyError: 'label'", function=False, entities={"key": "label"}, fix_any=['row.get("label")', "row.keys()", "list(row)", "print(row", "sorted(row"])

scene("wrong-type", "launched_by_accelerate", """
import argparse

import torch
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def parse():
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", default=3)
    p.add_argument("--lr", type=float, default=1e-3)
    return p.parse_args()


def main():
    args = parse()
    accelerator = Accelerator(cpu=True)
    model = nn.Linear(4, 1)
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    data = DataLoader(TensorDataset(torch.randn(32, 4), torch.randn(32, 1)), batch_size=8)
    model, opt, data = accelerator.prepare(model, opt, data)
    for epoch in range(args.epochs):
        for x, y in data:
            loss = nn.functional.mse_loss(model(x), y)
            accelerator.backward(loss)
            opt.step()
            opt.zero_grad()
        accelerator.print(epoch, loss.item())


if __name__ == "__main__":
    main()
""", path="/home/lena/acc/train.py", at="for epoch in range(args.epochs):", run="process", launch=["-m", "accelerate.commands.launch", "--cpu", "--num_processes", "1", "--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"],
      args=["--epochs", "5"], root="TypeError: 'str'", others=["process-failed"], fix_any=["type=int", "int(args.epochs)"])

scene("dist-duplicate-gpu", "every_rank_on_the_first_card", """
import os

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


def main():
    dist.init_process_group("gloo")
    device = torch.device("cuda")
    model = nn.Linear(64, 64).to(device)
    model = DDP(model)
    x = torch.randn(8, 64, device=device)
    model(x).sum().backward()
    dist.destroy_process_group()


os.environ.update(MASTER_ADDR="localhost", MASTER_PORT="29816", RANK="0", WORLD_SIZE="1")
main()
""", path="/workspace/ddp/train.py", at="model = DDP(model)", gpu=True, run="guest", accept=["nccl-error"],
      breaks=("_verify_params_across_processes", 1, "torch.distributed.DistBackendError", "NCCL error in: /pytorch/torch/csrc/distributed/c10d/NCCLUtils.cpp:94, invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version 2.27.5\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate GPU detected : rank 1 and rank 0 both on CUDA device 4f000"),
      where="torch 2.13 torch/csrc/distributed/c10d/NCCLUtils.hpp and NCCL src/init.cc", form="ranked", wears=[prefixed("[rank0]: ")], fix_any=["torch.cuda.set_device(", "LOCAL_RANK"])

scene("cuda-oom", "outputs_of_the_validation_kept", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda:0")


def validate(model, loader):
    outputs = []
    for (x,) in loader:
        outputs.append(model(x.to(device)))
    return torch.cat(outputs)


model = nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 3, 3, padding=1)).to(device)
loader = DataLoader(TensorDataset(torch.rand(24, 3, 16, 16)), batch_size=2)
print(validate(model, loader).shape)
""", path="/home/hugo/denoise/validate.py", at="outputs.append(model(x.to(device)))", gpu=True, run="guest", conda="/home/hugo/miniconda3/envs/dl",
      breaks=("conv2d", 18, "torch.OutOfMemoryError", "CUDA out of memory. Tried to allocate 512.00 MiB. GPU 0 has a total capacity of 11.76 GiB of which 318.56 MiB is free. Including non-PyTorch memory, this process has 11.22 GiB memory in use. Of the allocated memory 10.71 GiB is allocated by PyTorch, and 241.05 MiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)"),
      where="torch 2.13 c10/cuda/CUDACachingAllocator.cpp", entities={"sizes": [mib(512), gib(11.76)]}, fix_any=["outputs.append(model(x.to(device)).detach()", "outputs.append(model(x.to(device)).cpu()", "with torch.no_grad():\n    outputs.append(model(x.to(device)))", "@torch.no_grad()", "@torch.inference_mode()"])

scene("device-mismatch", "prompt_left_on_the_cpu", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/gpt2")
model = AutoModelForCausalLM.from_pretrained("models/gpt2").to("cuda")
inputs = tokenizer("Paris is the capital of", return_tensors="pt")
out = model.generate(**inputs, max_new_tokens=10, do_sample=False)
print(tokenizer.decode(out[0]))
""", path="/home/alba/llm/try.py", at="out = model.generate(**inputs, max_new_tokens=10, do_sample=False)", gpu=True, run="guest", folders=GPT2,
      breaks=("embedding", 1, "RuntimeError", "Expected all tensors to be on the same device, but got index is on cpu, different from other tensors on cuda:0 (when checking argument in method wrapper_CUDA__index_select)"),
      where="torch 2.13 aten/src/ATen/core/adaption.cpp", entities={"devices": ["cpu", "cuda:0"]}, fix_any=["inputs.to(model.device)", ".to(model.device)", 'inputs.to("cuda")', 'return_tensors="pt").to('])

scene("cuda-device-assert", "token_added_but_not_to_the_model", """
import torch
from torch import nn

device = "cuda"
vocab = {"<pad>": 0, "hello": 1, "world": 2}
model = nn.Sequential(nn.Embedding(len(vocab), 8), nn.Linear(8, 2)).to(device)
vocab["<user>"] = len(vocab)


def encode(words):
    return torch.tensor([[vocab[w] for w in words]], device=device)


ids = encode(["hello", "<user>"])
h = model[0](ids)
print(h.mean().item())
""", path="/home/minh/chat/embed.py", at="h = model[0](ids)", gpu=True, run="guest", lines=False,
      breaks=[("embedding", 1, "torch.AcceleratorError", "CUDA error: device-side assert triggered\nSearch for `cudaErrorAssert' in https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html for more information.\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.\n")],
      edit=lambda text: "".join(f"/pytorch/aten/src/ATen/native/cuda/Indexing.cu:1553: indexSelectSmallIndex: block: [0,0,0], thread: [{i},0,0] Assertion `srcIndex < srcSelectDimSize` failed.\n" for i in range(4, 9)) + text,
      where="torch 2.13 c10/cuda/CUDAException.cpp and aten/src/ATen/native/cuda/Indexing.cu", root="CUDA error: device-side assert", fix_any=["embedding", "nn.Embedding", "num_embeddings", "vocabulary", "resize_token_embeddings"])
