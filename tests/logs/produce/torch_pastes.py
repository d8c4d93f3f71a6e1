"""How people really paste: questions around a log, several ranks at once, cut ends, progress bars."""

from stage import gib, mib, scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

TWO = "Expected all tensors to be on the same device, but found at least two devices, {} and {}!"

PIPE = """
import torch
from torch import nn

class Ranker(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(24, 24)

    def forward(self, pairs):
        return self.mix(pairs)

ranker = Ranker().to("cuda")
pairs = torch.randn(4, 24)
scores = ranker(pairs)
"""
MM = TWO + " (when checking argument for argument mat1 in method wrapper_CUDA_addmm)"
WHERE = "torch 2.1 build/aten/src/ATen/RegisterCUDA.cpp"
FORGOT = ["pairs.to(", "pairs = pairs.to("]


def github_actions(i):
    return f"2024-05-01T10:0{i // 60 % 10}:{i % 60:02}.{(i * 314159 + 2718281) % 10**7:07}Z "


scene("device-mismatch", "four_ranks_interleaved", PIPE, path="/home/alice/rank/serve.py", at="return self.mix(pairs)", gpu=True,
      breaks=("linear", 1, "RuntimeError", MM.format("cuda:0", "cpu")), where=WHERE, form="ranked", wears=[ranks(4)], entities={"ranks": [0, 1, 2, 3]}, fix_any=FORGOT)
scene("device-mismatch", "two_ranks_tee", PIPE.replace("pairs", "texts"), path="/home/bo/rank/serve.py", at="return self.mix(texts)", gpu=True, torch="1.12", part="held",
      breaks=("linear", 1, "RuntimeError", MM.replace("wrapper_CUDA_addmm", "wrapper_addmm").format("cuda:0", "cpu")), where=WHERE.replace("2.1", "1.12"), form="ranked", wears=[ranks(2, "[default{}]:", 2)],
      entities={"ranks": [0, 1]}, fix_any=["texts.to(", "texts = texts.to("])
scene("device-mismatch", "question_with_code", PIPE.replace("pairs", "queries"), path="/home/cy/rank/ask.py", at="return self.mix(queries)", gpu=True,
      breaks=("linear", 1, "RuntimeError", MM.format("cpu", "cuda:0")), where=WHERE, form="question",
      wears=[framed("""Hi all, I am new to PyTorch. My GPU has 12 GB and this is my code:

```python
ranker = Ranker().to("cuda")
queries = torch.randn(4, 24)
scores = ranker(queries)
```

When I run it I get this, what am I doing wrong?

""", """
Thanks in advance! I already tried ranker.cuda() and it made no difference.""")], entities={"devices": ["cpu", "cuda:0"], "argument": "mat1"}, fix_any=["queries.to(", "queries = queries.to("])
scene("device-mismatch", "actions_log", PIPE.replace("pairs", "rows"), path="/home/runner/work/ranker/ranker/smoke.py", at="return self.mix(rows)", gpu=True, part="held",
      breaks=("linear", 1, "RuntimeError", MM.format("cuda:0", "cpu")), where=WHERE, form="ci", wears=[framed("##[group]Run python smoke.py\npython smoke.py\n##[endgroup]", "##[error]Process completed with exit code 1."), prefixed(github_actions)],
      fix_any=["rows.to(", "rows = rows.to("])
scene("device-mismatch", "message_cut_in_the_middle", PIPE.replace("pairs", "cells"), path="/home/dee/rank/cut.py", at="return self.mix(cells)", gpu=True,
      breaks=("linear", 1, "RuntimeError", "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and c"), where=WHERE, form="cut", entities={"devices": ["cuda:0"]}, fix_any=["cells.to(", "cells = cells.to("])
WARN = """
/opt/conda/lib/python3.10/site-packages/transformers/generation/utils.py:1469: UserWarning: You are calling .generate() with the `input_ids` being on a device type different than your model's device. `input_ids` is on cpu, whereas the model is on cuda. You may experience unexpected behaviors or slower generation. Please make sure that you have put `input_ids` to the correct device by calling for example input_ids = input_ids.to('cuda') before running `.generate()`.
  warnings.warn(
"""
written("device-mismatch", "generate_warning_alone", WARN, where="transformers 4.36 generation/utils.py", form="warning", entities={"devices": ["cpu", "cuda"]}, fix_any=["input_ids.to("], root="UserWarning: You are", lines=False)
written("device-mismatch", "generate_warning_pod", WARN.replace("cpu, whereas the model is on cuda", "cuda, whereas the model is on cpu").replace("to('cuda')", "to('cpu')"), where="transformers 4.30 generation/utils.py", form="kubernetes", part="held",
        wears=[prefixed("[pod/chat-6d9f-x2x/server] ")], entities={"devices": ["cuda", "cpu"]}, fix_any=["input_ids.to(", "model.to("], root="UserWarning: You are", lines=False)

SMALL = "CUDA out of memory. Tried to allocate {} (GPU {}; {} total capacity; {} already allocated; {} free; {} reserved in total by PyTorch)"
UNET = """
import torch
from torch import nn

class Restorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(3, 8, 3, padding=1)
        self.dec = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, noisy):
        return self.dec(torch.relu(self.enc(noisy)))

restorer = Restorer().cuda()
for i in range(4):
    loss = restorer(torch.rand(2, 3, 32, 32).cuda()).mean()
    loss.backward()
"""
scene("cuda-oom", "progress_bar_before", UNET, path="/home/alice/restore/train.py", at="return self.dec(torch.relu(self.enc(noisy)))", gpu=True, torch="1.8",
      breaks=("conv2d", 6, "RuntimeError", SMALL.format("1.50 GiB", 0, "10.76 GiB", "8.44 GiB", "1.02 GiB", "8.71 GiB")), where="torch 1.8.1 c10/cuda/CUDACachingAllocator.cpp", form="progress",
      wears=[framed("Epoch 1/30\n" + "".join(f"\r{n * 10:3}%|{'█' * n:10}| {n * 12}/120 [00:0{n}<00:1{9 - n},  9.1{n}it/s, loss=0.{912 - 37 * n}]" for n in range(1, 7)))],
      entities={"sizes": [gib(1.5), gib(10.76), gib(8.44)]}, fix_any=["batch", "autocast", "checkpoint"])
scene("cuda-oom", "eight_ranks_same", UNET.replace("noisy", "frame"), path="/home/bo/restore/ddp.py", at="return self.dec(torch.relu(self.enc(frame)))", gpu=True, torch="1.12", part="held",
      breaks=("relu", 3, "RuntimeError", SMALL.format("256.00 MiB", 0, "31.75 GiB", "29.90 GiB", "120.50 MiB", "30.41 GiB")), where="torch 1.9 c10/cuda/CUDACachingAllocator.cpp", form="srun",
      wears=[ranks(3, "{}: ", 4)], entities={"sizes": [mib(256), gib(31.75)], "ranks": [0, 1, 2]}, fix_any=["batch", "autocast", "checkpoint"])
scene("cuda-oom", "issue_template", UNET.replace("noisy", "tile"), path="/home/cy/restore/tiles.py", at="return self.dec(torch.relu(self.enc(tile)))", gpu=True, torch="1.12", form="issue",
      breaks=("conv2d", 1, "torch.cuda.OutOfMemoryError", SMALL.format("4.00 GiB", 0, "8.00 GiB", "5.16 GiB", "0 bytes", "6.02 GiB")), where="torch 1.13 c10/cuda/CUDACachingAllocator.cpp",
      wears=[fenced("### Is there an existing issue for this?\n\n- [X] I have searched the existing issues\n\n### What happened?\n\nIt crashes on a 4K picture but works at 512x512.\n\n### Console logs", "### Additional information\n\n_No response_", "Shell")],
      entities={"sizes": [gib(4), gib(8), gib(5.16)]}, fix_any=["batch", "tile", "resolution", "autocast", "half", "checkpoint"])
scene("cuda-oom", "notebook_colab_7", None, cells=["import torch\nfrom torch import nn", """
    judge = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 2)).cuda()

    def train_one(batch):
        loss = judge(batch.cuda()).sum()
        loss.backward()
        return loss
    """, "for b in torch.rand(5, 16, 32):\n    train_one(b)"], path="/home/dee/nb/colab.ipynb", at="loss.backward()", gpu=True, run="guest", torch="1.12", form="notebook", colors="NoColor", count=21,
      breaks=("run_backward", 1, "RuntimeError", SMALL.format("78.00 MiB", 0, "14.76 GiB", "13.35 GiB", "59.75 MiB", "13.63 GiB")), where="torch 1.12.1 c10/cuda/CUDACachingAllocator.cpp",
      entities={"sizes": [mib(78), gib(14.76), mib(59.75)]}, fix_any=["batch", "autocast", "checkpoint"])

written("cpu-oom", "slurm_oom_kill", """
Epoch 12 | loss 0.4411 | 331 samples/s
/var/spool/slurmd/job8812044/slurm_script: line 21: 3010274 Killed                  python pretrain.py --config base.yaml
slurmstepd: error: Detected 1 oom_kill event in StepId=8812044.batch. Some of the step tasks have been OOM Killed.
""", where="Slurm 23.02 slurmstepd", form="srun", fix_any=["--mem", "num_workers", "memory"], root="Detected 1 oom_kill", lines=False)
written("cpu-oom", "kubernetes_oomkilled", """
$ kubectl get pod trainer-0
NAME        READY   STATUS      RESTARTS   AGE
trainer-0   0/1     OOMKilled   3          14m
$ kubectl logs trainer-0 --previous | tail -2
[pod/trainer-0/pytorch] building vocabulary: 61%
[pod/trainer-0/pytorch] Killed
""", where="Kubernetes 1.28", form="kubernetes", part="held", fix_any=["memory", "limits"], root="Killed", lines=False)

scene("shape-matmul", "stack_overflow_question", """
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 20, 5)
        self.fc = nn.Linear(500, 10)

    def forward(self, x):
        x = torch.max_pool2d(self.conv(x), 2)
        x = torch.flatten(x, 1)
        return self.fc(x)

net = Net()
out = net(torch.rand(10, 1, 28, 28))
""", path="/home/eve/so/main.py", at="return self.fc(x)", form="question", wears=[framed("""I'm following a tutorial but with my own picture size and I don't understand this error:

    self.conv = nn.Conv2d(1, 20, 5)
    self.fc = nn.Linear(500, 10)

""", "\nWhat should the first number of `nn.Linear` be?")], entities={"shapes": [[10, 2880], [500, 10]]}, fix_any=["nn.Linear(2880", "2880"])
written("shape-matmul", "message_only", "RuntimeError: mat1 and mat2 shapes cannot be multiplied (77x2048 and 768x320)\n", where="torch 2.1 aten/src/ATen/native/LinearAlgebra.cpp", form="message", part="held",
        entities={"shapes": [[77, 2048], [768, 320]]}, fix_any=["2048", "768"], root="mat1 and mat2")
scene("state-dict-mismatch", "many_keys_cut", """
import torch
from torch import nn

class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(4, 4) for _ in range(40))

encoder = Encoder()
shards = {"module." + key: value for key, value in encoder.state_dict().items()}
encoder.load_state_dict(shards)
""", path="/home/gil/enc/load.py", at="encoder.load_state_dict(shards)", form="wrapped", wears=[terminal(120)], part="held", entities={"parameters": ["blocks.0.weight", "module.blocks.0.weight"]}, fix_any=["module."])
scene("dtype-mismatch", "ranks_and_time", """
import torch
from torch import nn

critic = nn.Linear(6, 1).double()
value = critic(torch.rand(3, 6))
""", path="/home/hal/rl/critic.py", at="value = critic(torch.rand(3, 6))", form="ranked", wears=[ranks(2, "[rank{}]: ", 4), prefixed(docker_time)], entities={"dtypes": ["float32", "float64"], "ranks": [0, 1]}, fix_any=[".double()", "float()", "float32", "to("])
scene("index-out-of-range", "question_bert", """
import torch
from torch import nn

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.position = nn.Embedding(512, 8)

    def forward(self, tokens):
        where = torch.arange(tokens.shape[1])
        return self.position(where)

Reader()(torch.zeros(1, 600).long())
""", path="/home/ida/bert/read.py", at="return self.position(where)", form="question", part="held", wears=[framed("Why do I get this only for some of my documents? Short ones work.\n"), mailed(90)], fix_any=["where", "512", "max_length", "truncation", "num_embeddings", "max()"])
scene("autograd-twice", "progress_and_quote", """
import torch
from torch import nn

cell = nn.GRUCell(3, 3)
memory = torch.zeros(2, 3)
for step in range(4):
    memory = cell(torch.rand(2, 3), memory)
    memory.sum().backward()
""", path="/home/jo/gru/run.py", at="memory.sum().backward()", form="quoted", part="held", wears=[framed("step 0 loss 1.21"), quoted], fix_any=["memory.detach()", "memory = memory.detach()", "detach()"])
scene("cublas-error", "after_index_assert_held", PIPE.replace("pairs", "tokens"), path="/home/kim/emb/run.py", at="return self.mix(tokens)", gpu=True, part="held", rule="cuda-device-assert", accept=["cublas-error"], lines=False,
      breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasLtMatmul( ltHandle, computeDesc.descriptor(), &alpha_val, mat1_ptr, Adesc.descriptor(), mat2_ptr, Bdesc.descriptor(), &beta_val, result_ptr, Cdesc.descriptor(), result_ptr, Cdesc.descriptor(), &heuristicResult.algo, workspace.mutable_get(), workspaceSize, at::cuda::getCurrentCUDAStream())`"),
      where="torch 2.1 aten/src/ATen/cuda/CUDABlas.cpp, aten/src/ATen/native/cuda/Indexing.cu",
      wears=[framed("\n".join(f"../aten/src/ATen/native/cuda/Indexing.cu:1292: indexSelectLargeIndex: block: [{b},0,0], thread: [{t},0,0] Assertion `srcIndex < srcSelectDimSize` failed." for b in (12, 13) for t in range(3)))],
      fix_any=["num_embeddings", "max()", "vocab", "nn.Embedding"])
written("nccl-timeout", "interleaved_with_oom_of_rank_0", """
[rank0]: Traceback (most recent call last):
[rank0]:   File "/workspace/llm/train.py", line 318, in <module>
[rank0]:     loss = step(batch)
[rank0]:   File "/workspace/llm/train.py", line 262, in step
[rank0]:     logits = model(batch["input_ids"])
[rank0]: torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 3.81 GiB. GPU 0 has a total capacity of 79.11 GiB of which 1.92 GiB is free. Including non-PyTorch memory, this process has 77.18 GiB memory in use. Of the allocated memory 74.02 GiB is allocated by PyTorch, and 1.11 GiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.  See documentation for Memory Management  (https://pytorch.org/docs/stable/notes/cuda.html#environment-variables)
[rank1]:[E504 09:11:02.117 ProcessGroupNCCL.cpp:616] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=2210, OpType=ALLREDUCE, NumelIn=6553600, NumelOut=6553600, Timeout(ms)=600000) ran for 600041 milliseconds before timing out.
[rank2]:[E504 09:11:02.201 ProcessGroupNCCL.cpp:616] [Rank 2] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=2210, OpType=ALLREDUCE, NumelIn=6553600, NumelOut=6553600, Timeout(ms)=600000) ran for 600125 milliseconds before timing out.
""", where="torch 2.5 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp, c10/cuda/CUDACachingAllocator.cpp", rule="cuda-oom", others=["nccl-timeout"], form="ranked", at=("/workspace/llm/train.py", 262, "step"),
        entities={"sizes": [gib(3.81), gib(79.11)], "ranks": [0]}, root="OutOfMemoryError", fix_any=["batch", "checkpoint", "autocast"])

# PowerShell: `python train.py > log.txt` is UTF-16, and the first line of standard error is an error record

RECORD = ("python : Traceback (most recent call last):\nAt line:1 char:1\n+ python .\\run.py 2>&1 | Tee-Object run.log\n+ ~~~~~~~~~~~~~~~~~~~\n"
          "    + CategoryInfo          : NotSpecified: (Traceback (most recent call last)::String) [], RemoteException\n"
          "    + FullyQualifiedErrorId : NativeCommandError\n ")
HEAD = """
import torch
from torch import nn

class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.top = nn.Linear(40, 3)

    def forward(self, pooled):
        return self.top(pooled)

Head()(torch.rand(2, 30))
"""
scene("shape-matmul", "powershell_utf16", HEAD, path="/home/lars/ner/run.py", at="return self.top(pooled)", form="windows", wears=[windows], encoding="utf-16", entities={"shapes": [[2, 30], [40, 3]]}, fix_any=["nn.Linear(30", "30"])
scene("shape-matmul", "powershell_error_record", HEAD.replace("pooled", "summary"), path="/home/lars/ner/run.py", at="return self.top(summary)", form="windows", lines=False, entities={"shapes": [[2, 30], [40, 3]]}, fix_any=["nn.Linear(30", "30"],
      edit=lambda t: t.replace("Traceback (most recent call last):", RECORD), wears=[windows])
scene("device-mismatch", "powershell_utf16_held", PIPE.replace("pairs", "lines"), path="/home/olaf/rank/serve.py", at="return self.mix(lines)", gpu=True, part="held", encoding="utf-16", form="windows", wears=[windows],
      breaks=("linear", 1, "RuntimeError", MM.format("cuda:0", "cpu")), where=WHERE, entities={"devices": ["cuda:0", "cpu"]}, fix_any=["lines.to(", "lines = lines.to("])
