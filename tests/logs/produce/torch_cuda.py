"""The CUDA group but for memory: asserts, kernels, drivers, libraries."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

TAIL1 = ("\nCUDA kernel errors might be asynchronously reported at some other API call,so the stacktrace below "
         "might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1.")
TAIL2 = ("\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below "
         "might be incorrect.\nFor debugging consider passing CUDA_LAUNCH_BLOCKING=1\nCompile with "
         "`TORCH_USE_CUDA_DSA` to enable device-side assertions.\n")
SEARCH = ("\nSearch for `{}' in https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html for "
          "more information.")
ACC = "torch.AcceleratorError"
EXC = " c10/cuda/CUDAException.cpp"


def asserted(source, kernel, condition, count=6, block="[0,0,0]", note=""):
    return "\n".join(f"{source}: {kernel}: block: {block}, thread: [{t},0,0] Assertion `{condition}` failed."
                     for t in range(count))

# ------------------------------------------------------------------------- cuda-device-assert

scene("cuda-device-assert", "labels_out_of_range", """
import torch
from torch import nn

NUM_CLASSES = 10
cnn = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 26 * 26, NUM_CLASSES)).cuda()
objective = nn.CrossEntropyLoss()

for digits, labels in [(torch.rand(32, 1, 28, 28), torch.randint(0, 10, (32,)))]:
    digits, labels = digits.cuda(), labels.cuda()
    loss = objective(cnn(digits), labels)
    loss.backward()
    print(loss.item())
""", path="/home/alice/emnist/train.py", at="loss.backward()", gpu=True,
      breaks=("run_backward", 1, "RuntimeError", "CUDA error: device-side assert triggered" + TAIL2),
      where="torch 2.3" + EXC + ", aten/src/ATen/native/cuda/Loss.cu",
      wears=[framed(asserted("../aten/src/ATen/native/cuda/Loss.cu:250", "nll_loss_forward_reduce_cuda_kernel_2d",
                             "t >= 0 && t < n_classes"))],
      fix_any=["labels.min()", "labels.max()", "NUM_CLASSES", "labels.unique()"])

scene("cuda-device-assert", "embedding_index_18", """
import torch
from torch import nn

class Tagger(nn.Module):
    def __init__(self, vocab, tags):
        super().__init__()
        self.word = nn.Embedding(vocab, 32)
        self.lstm = nn.LSTM(32, 32, batch_first=True)
        self.tag = nn.Linear(32, tags)

    def forward(self, words):
        states, _ = self.lstm(self.word(words))
        return self.tag(states)

tagger = Tagger(5000, 17).cuda()
for sentence in torch.randint(0, 5000, (3, 4, 12)):
    scores = tagger(sentence.cuda())
""", path="/home/jonas/pos/tagger.py", at="states, _ = self.lstm(self.word(words))", gpu=True, torch="1.8",
      breaks=("lstm", 1, "RuntimeError", "CUDA error: device-side assert triggered"), where="torch 1.8.1" + EXC,
      wears=[framed(asserted("/pytorch/aten/src/ATen/native/cuda/Indexing.cu:605", "indexSelectSmallIndex",
                             "srcIndex < srcSelectDimSize", 4, "[3,0,0]"))],
      fix_any=["words.max()", "num_embeddings", "nn.Embedding("])

scene("cuda-device-assert", "bce_not_probability", """
import torch
from torch import nn

disc = nn.Sequential(nn.Linear(16, 8), nn.LeakyReLU(), nn.Linear(8, 1)).cuda()
bce = nn.BCELoss()

def d_loss(real):
    truth = torch.ones(len(real), 1).cuda()
    verdict = disc(real).sigmoid()
    return bce(verdict, truth)

loss = d_loss(torch.randn(8, 16).cuda())
print(loss.item())
""", path="/home/xin/dcgan/losses.py", at="print(loss.item())", gpu=True,
      breaks=("item", 1, ACC, "CUDA error: device-side assert triggered" + SEARCH.format("cudaErrorAssert") + TAIL2),
      where="torch 2.8" + EXC + ", aten/src/ATen/native/cuda/Loss.cu", form="docker",
      wears=[framed(asserted("/pytorch/aten/src/ATen/native/cuda/Loss.cu:90", "operator()",
                             "input_val >= zero && input_val <= one", 5)), compose("dcgan")],
      fix_any=["BCEWithLogitsLoss", "sigmoid", "verdict"])

scene("cuda-device-assert", "gather_scatter", None, cells=[
    "import torch", """
    q_values = torch.randn(64, 4).cuda()
    actions = torch.randint(0, 4, (64, 1)).cuda()
    chosen = q_values.gather(1, actions)
    chosen.mean().item()
    """], path="/home/eli/nb/dqn.ipynb", at="chosen.mean().item()", gpu=True, run="guest", form="notebook", part="held",
      breaks=("item", 1, "RuntimeError", "CUDA error: device-side assert triggered" + TAIL2), where="torch 2.1" + EXC,
      wears=[framed(asserted("../aten/src/ATen/native/cuda/ScatterGatherKernel.cu:144", "operator()",
                             'idx_dim >= 0 && idx_dim < index_size && "index out of bounds"', 5))],
      fix_any=["max()", "q_values", "actions", "CUDA_LAUNCH_BLOCKING=1"])

scene("cuda-device-assert", "cublas_after_index_assert", """
import torch
from torch import nn

class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok = nn.Embedding(30522, 64)
        self.pos = nn.Embedding(512, 64)
        self.q = nn.Linear(64, 64)

    def forward(self, input_ids):
        where = torch.arange(input_ids.size(1))
        hidden = self.tok(input_ids) + self.pos(where)
        return self.q(hidden)

bert = Bert().cuda()
ids = torch.randint(0, 30522, (2, 128)).cuda()
print(bert(ids).shape)
""", path="/home/selma/bert/model.py", at="return self.q(hidden)", gpu=True, torch="1.12",
      breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`"),
      where="torch 1.12 aten/src/ATen/cuda/CublasHandlePool.cpp, aten/src/ATen/native/cuda/Indexing.cu",
      wears=[framed(asserted("../aten/src/ATen/native/cuda/Indexing.cu:703", "indexSelectLargeIndex",
                             "srcIndex < srcSelectDimSize", 7, "[292,0,0]"))],
      root="srcIndex < srcSelectDimSize", lines=False,
      fix_any=["max()", "num_embeddings", "nn.Embedding(", "512", "vocab"])

scene("cuda-device-assert", "index_kernel_held", """
import torch

def select(frames, order):
    return frames[order]

frames = torch.rand(120, 64).cuda()
order = torch.randperm(120).cuda()
clip = select(frames, order)
torch.save(clip.cpu(), "/tmp/clip.pt")
""", path="/home/bea/clips/cut.py", at='torch.save(clip.cpu(), "/tmp/clip.pt")', gpu=True, part="held",
      breaks=("cpu", 3, "RuntimeError", "CUDA error: device-side assert triggered" + TAIL1), where="torch 1.13" + EXC,
      edit=None, form="terminal", wears=[framed(asserted(
          "/opt/conda/conda-bld/pytorch_1670525541702/work/aten/src/ATen/native/cuda/IndexKernel.cu:92", "operator()",
          '-sizes[i] <= index && index < sizes[i] && "index out of bounds"', 4)), terminal(120)],
      fix_any=["max()", "index", "CUDA_LAUNCH_BLOCKING=1"])

written("cuda-device-assert", "class_nll_old", """
/opt/conda/conda-bld/pytorch_1556653114079/work/aten/src/THCUNN/ClassNLLCriterion.cu:105: void cunn_ClassNLLCriterion_updateOutput_kernel(Dtype *, Dtype *, Dtype *, long *, Dtype *, int, int, int, int, long) [with Dtype = float, Acctype = float]: block: [0,0,0], thread: [2,0,0] Assertion `t >= 0 && t < n_classes` failed.
/opt/conda/conda-bld/pytorch_1556653114079/work/aten/src/THCUNN/ClassNLLCriterion.cu:105: void cunn_ClassNLLCriterion_updateOutput_kernel(Dtype *, Dtype *, Dtype *, long *, Dtype *, int, int, int, int, long) [with Dtype = float, Acctype = float]: block: [0,0,0], thread: [9,0,0] Assertion `t >= 0 && t < n_classes` failed.
THCudaCheck FAIL file=/opt/conda/conda-bld/pytorch_1556653114079/work/aten/src/THC/generic/THCTensorCopy.cu line=13 error=59 : device-side assert triggered
Traceback (most recent call last):
  File "/home/tim/flowers/finetune.py", line 97, in <module>
    train_model(resnet, criterion, optimizer_ft, exp_lr_scheduler)
  File "/home/tim/flowers/finetune.py", line 61, in train_model
    running_loss += loss.item() * inputs.size(0)
RuntimeError: CUDA error: device-side assert triggered
""", where="torch 1.1 aten/src/THCUNN/ClassNLLCriterion.cu", at=("/home/tim/flowers/finetune.py", 61, "train_model"), part="held",
        fix_any=["labels", "n_classes", "classes", "fc"], root="CUDA error: device-side", lines=False)

scene("cuda-device-assert", "no_assertion_lines", """
import torch
from torch import nn

reader = nn.Linear(8, 3).to("cuda:0")
batch = torch.randn(4, 8).to("cuda:0")
probs = reader(batch).softmax(-1)
best = probs.argmax(-1).tolist()
""", path="/home/kay/api/reader.py", at="best = probs.argmax(-1).tolist()", gpu=True, form="quoted", wears=[quoted],
      breaks=("tolist", 1, "RuntimeError", "CUDA error: device-side assert triggered" + TAIL2.rstrip("\n")),
      where="torch 2.4" + EXC, fix_any=["CUDA_LAUNCH_BLOCKING=1", "cpu"])

scene("cuda-device-assert", "multinomial_assert", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

writer = GPT2LMHeadModel(GPT2Config(n_layer=1, n_embd=32, n_head=2, vocab_size=100)).cuda().eval()
story = torch.randint(0, 100, (1, 5)).cuda()
tale = writer.generate(story, max_new_tokens=5, do_sample=True, pad_token_id=0)
""", path="/home/ola/story/tell.py", at="tale = writer.generate(story", gpu=True, part="held", accept=["sampling-nan"],
      breaks=("multinomial", 1, ACC, "CUDA error: device-side assert triggered" + SEARCH.format("cudaErrorAssert") + TAIL2),
      where="torch 2.8" + EXC + ", aten/src/ATen/native/cuda/TensorCompare.cu",
      wears=[framed("/pytorch/aten/src/ATen/native/cuda/TensorCompare.cu:109: _assert_async_cuda_kernel: block: [0,0,0], "
                    "thread: [0,0,0] Assertion `probability tensor contains either `inf`, `nan` or element < 0` failed.")],
      fix_any=["bfloat16", "float32", "torch.isnan", "isfinite"])

# ------------------------------------------------------------------------ cuda-illegal-access

scene("cuda-illegal-access", "in_backward", """
import torch
from torch import nn

pointnet = nn.Sequential(nn.Conv1d(3, 16, 1), nn.ReLU(), nn.Conv1d(16, 4, 1)).cuda()
for cloud in torch.rand(3, 2, 3, 100).cuda():
    logits = pointnet(cloud)
    logits.mean().backward()
""", path="/home/alice/points/train.py", at="logits.mean().backward()", gpu=True,
      breaks=("run_backward", 2, "RuntimeError", "CUDA error: an illegal memory access was encountered" + TAIL2),
      where="torch 2.3" + EXC, fix_any=["CUDA_LAUNCH_BLOCKING=1", "compute-sanitizer"])

scene("cuda-illegal-access", "custom_kernel_18", """
import torch

def voxelise(points):
    grid = points.floor().long()
    return grid.unique(dim=0)

cells = voxelise(torch.rand(500, 3).cuda())
print(cells.cpu())
""", path="/home/ulf/lidar/voxels.py", at="print(cells.cpu())", gpu=True, torch="1.8", part="held",
      breaks=("cpu", 2, "RuntimeError", "CUDA error: an illegal memory access was encountered"), where="torch 1.8" + EXC,
      fix_any=["CUDA_LAUNCH_BLOCKING=1", "compute-sanitizer"], form="stripped", wears=[stripped])

scene("cuda-illegal-access", "misaligned", """
import torch

def pack(values):
    flat = values.contiguous().view(-1)
    return flat[1:].sum()

total = pack(torch.randn(8, 9).half().to("cuda"))
print(float(total.cpu().float()))
""", path="/home/quin/pack/run.py", at="print(float(total.cpu().float()))", gpu=True,
      breaks=("cpu", 1, ACC, "CUDA error: misaligned address" + SEARCH.format("cudaErrorMisalignedAddress") + TAIL2),
      where="torch 2.8" + EXC, fix_any=["CUDA_LAUNCH_BLOCKING=1", "compute-sanitizer"], form="docker", wears=[prefixed(docker_time)])

scene("cuda-illegal-access", "unspecified_launch", """
import torch

stencil = torch.nn.Conv3d(1, 1, 3).cuda()
field = torch.rand(1, 1, 12, 12, 12).cuda()
for t in range(100):
    torch.cuda.synchronize()
    field = torch.nn.functional.pad(stencil(field), (1,) * 6)
""", path="/home/wim/pde/solve.py", at="field = torch.nn.functional.pad(stencil(field), (1,) * 6)", gpu=True, torch="1.12",
      breaks=("conv3d", 9, "RuntimeError", "CUDA error: unspecified launch failure" + TAIL1), where="torch 1.12" + EXC,
      form="journal", wears=[journal("hpc3", "python", 4012)], fix_any=["CUDA_LAUNCH_BLOCKING=1", "dmesg", "Xid", "compute-sanitizer"])

written("cuda-illegal-access", "terminate_cpp", """
terminate called after throwing an instance of 'c10::CUDAError'
  what():  CUDA error: an illegal memory access was encountered
CUDA kernel errors might be asynchronously reported at some other API call,so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1.
Exception raised from create_event_internal at ../c10/cuda/CUDACachingAllocator.cpp:1055 (most recent call first):
frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x42 (0x7f1ad4a5b7d2 in /opt/conda/lib/python3.8/site-packages/torch/lib/libc10.so)
frame #1: <unknown function> + 0x230be (0x7f1b1c18f0be in /opt/conda/lib/python3.8/site-packages/torch/lib/libc10_cuda.so)
frame #2: c10::cuda::CUDACachingAllocator::raw_delete(void*) + 0x257 (0x7f1b1c190f27 in /opt/conda/lib/python3.8/site-packages/torch/lib/libc10_cuda.so)
frame #3: c10::TensorImpl::release_resources() + 0xa4 (0x7f1ad4a43c64 in /opt/conda/lib/python3.8/site-packages/torch/lib/libc10.so)
frame #4: <unknown function> + 0x28d0fc (0x7f1b75f6e0fc in /opt/conda/lib/python3.8/site-packages/torch/lib/libtorch_python.so)
Aborted (core dumped)
""", where="torch 1.10 c10/cuda/CUDACachingAllocator.cpp", form="cpp", fix_any=["CUDA_LAUNCH_BLOCKING=1", "compute-sanitizer"],
        root="what():  CUDA error", lines=False)

written("cuda-illegal-access", "rank_watchdog_reports_it", """
[rank2]:[E ProcessGroupNCCL.cpp:1182] [Rank 2] NCCL watchdog thread terminated with exception: CUDA error: an illegal memory access was encountered
CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1.
Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.

Exception raised from c10_cuda_check_implementation at ../c10/cuda/CUDAException.cpp:44 (most recent call first):
frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x57 (0x7f88b99a4d87 in /opt/venv/lib/python3.10/site-packages/torch/lib/libc10.so)
frame #1: c10::detail::torchCheckFail(char const*, char const*, unsigned int, std::string const&) + 0x64 (0x7f88b995575f in /opt/venv/lib/python3.10/site-packages/torch/lib/libc10.so)
frame #2: c10::cuda::c10_cuda_check_implementation(int, char const*, char const*, int, bool) + 0x118 (0x7f88b9a758a8 in /opt/venv/lib/python3.10/site-packages/torch/lib/libc10_cuda.so)
frame #3: c10d::ProcessGroupNCCL::WorkNCCL::finishedGPUExecutionInternal() const + 0x6c (0x7f88bac293ac in /opt/venv/lib/python3.10/site-packages/torch/lib/libtorch_cuda.so)

terminate called after throwing an instance of 'c10::DistBackendError'
  what():  [Rank 2] NCCL watchdog thread terminated with exception: CUDA error: an illegal memory access was encountered
[2024-04-02 11:20:41,118] torch.distributed.elastic.multiprocessing.api: [ERROR] failed (exitcode: -6) local_rank: 2 (pid: 40417) of binary: /opt/venv/bin/python
Traceback (most recent call last):
  File "/opt/venv/bin/torchrun", line 8, in <module>
    sys.exit(main())
  File "/opt/venv/lib/python3.10/site-packages/torch/distributed/launcher/api.py", line 268, in launch_agent
    raise ChildFailedError(
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
========================================================
pretrain.py FAILED
--------------------------------------------------------
Failures:
  <NO_OTHER_FAILURES>
--------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2024-04-02_11:20:41
  host      : node4
  rank      : 2 (local_rank: 2)
  exitcode  : -6 (pid: 40417)
  error_file: <N/A>
  traceback : Signal 6 (SIGABRT) received by PID 40417
========================================================
""", where="torch 2.2 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", form="torchrun", part="held",
        entities={"ranks": [2]}, fix_any=["CUDA_LAUNCH_BLOCKING=1", "compute-sanitizer"], root="illegal memory access", lines=False)

# ----------------------------------------------------------------------- cuda-no-kernel-image

NEW_CARD = """/home/{0}/miniconda3/envs/torch/lib/python3.11/site-packages/torch/cuda/__init__.py:{1}: UserWarning:
{2} with CUDA capability {3} is not compatible with the current PyTorch installation.
The current PyTorch install supports CUDA capabilities {4}.
If you want to use the {2} GPU with PyTorch, please check the instructions at https://pytorch.org/get-started/locally/

  warnings.warn("""

scene("cuda-no-kernel-image", "rtx5090", """
import torch

prompt = torch.arange(6).cuda()
noise = torch.randn(1, 4).cuda()
mixed = torch.cat([noise, noise])
""", path="/home/alice/flux/gen.py", at="mixed = torch.cat([noise, noise])", gpu=True,
      breaks=("cat", 1, "RuntimeError", "CUDA error: no kernel image is available for execution on the device" + TAIL2),
      where="torch 2.6" + EXC + ", torch/cuda/__init__.py",
      wears=[framed(NEW_CARD.format("alice", 235, "NVIDIA GeForce RTX 5090", "sm_120", "sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90"))],
      fix_any=["cu128", "https://download.pytorch.org/whl/cu128"])

scene("cuda-no-kernel-image", "rtx3090_old_torch", """
import torch
from torch import nn

style = nn.Conv2d(3, 3, 3).cuda()
image = torch.rand(1, 3, 64, 64).cuda()
stylised = style(image)
""", path="/home/ruth/style/apply.py", at="stylised = style(image)", gpu=True, torch="1.8", part="open",
      breaks=("conv2d", 1, "RuntimeError", "CUDA error: no kernel image is available for execution on the device"),
      where="torch 1.7" + EXC + ", torch/cuda/__init__.py", form="issue",
      wears=[framed(NEW_CARD.format("ruth", 104, "GeForce RTX 3090", "sm_86", "sm_37 sm_50 sm_60 sm_70")),
             fenced("Fresh machine, first run of your demo:")], fix_any=["cu11", "--index-url", "torch"])

scene("cuda-no-kernel-image", "old_card_too_old", """
import torch

a = torch.ones(3).cuda()
b = a * 2
print(b.sum().item())
""", path="/home/gus/kepler/check.py", at="print(b.sum().item())", gpu=True, torch="1.12", part="held",
      breaks=("item", 1, "RuntimeError", "CUDA error: no kernel image is available for execution on the device" + TAIL1),
      where="torch 1.12.1 torch/cuda/__init__.py", wears=[framed("""/home/gus/miniconda3/envs/torch/lib/python3.9/site-packages/torch/cuda/__init__.py:123: UserWarning:
    Found GPU0 Tesla K40m which is of cuda capability 3.5.
    PyTorch no longer supports this GPU because it is too old.
    The minimum cuda capability supported by this library is 3.7.

  warnings.warn(old_gpu_warn % (d, name, major, minor, min_arch // 10, min_arch % 10))"""), mailed(78, "> ")], form="quoted",
      fix_any=["TORCH_CUDA_ARCH_LIST", "3.5", "1.2"])

scene("cuda-no-kernel-image", "accelerator_213", """
import torch
from torch import nn

class Probe(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 4)

    def forward(self, sample):
        return self.lin(sample).relu()

Probe().cuda()(torch.rand(2, 4).cuda())
""", path="/home/sid/probe/probe.py", at="return self.lin(sample).relu()", gpu=True, part="held",
      breaks=("relu", 1, ACC, "CUDA error: no kernel image is available for execution on the device" +
              SEARCH.format("cudaErrorNoKernelImageForDevice") + TAIL2), where="torch 2.13.0 torch/cuda/__init__.py",
      wears=[framed("""/home/sid/miniconda3/envs/torch/lib/python3.11/site-packages/torch/cuda/__init__.py:460: UserWarning: Found GPU0 Quadro P2000 which is of compute capability (CC) 6.1.
The following list shows the CCs this version of PyTorch was built for and the hardware CCs it supports:
- 7.5 which supports hardware CC >=7.5,<8.0
- 8.0 which supports hardware CC >=8.0,<9.0
- 9.0 which supports hardware CC >=9.0,<10.0
- 12.0 which supports hardware CC >=12.0,<13.0
Your installed torch==2.13.0+cu130 does not include kernels for this GPU. Reinstall the same version against a CUDA build that does, e.g.:
  For CUDA 12.6 use pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cu126
  warnings.warn("\\n".join(lines), stacklevel=2)""")], fix_any=["cu126", "https://download.pytorch.org/whl/cu126"])

written("cuda-no-kernel-image", "warning_alone", """
$ python -c "import torch; print(torch.zeros(1).cuda())"
/usr/local/lib/python3.10/dist-packages/torch/cuda/__init__.py:215: UserWarning:
NVIDIA RTX PRO 6000 Blackwell Workstation Edition with CUDA capability sm_120 is not compatible with the current PyTorch installation.
The current PyTorch install supports CUDA capabilities sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90.
If you want to use the NVIDIA RTX PRO 6000 Blackwell Workstation Edition GPU with PyTorch, please check the instructions at https://pytorch.org/get-started/locally/

  warnings.warn(
""", where="torch 2.5 torch/cuda/__init__.py", form="shell", fix_any=["cu128", "--index-url"], root="is not compatible with the current", lines=False)

written("cuda-no-kernel-image", "hip_invalid_function", """
Traceback (most recent call last):
  File "/home/nils/llm/chat.py", line 31, in <module>
    reply = bot.respond(question)
  File "/home/nils/llm/bot.py", line 58, in respond
    ids = torch.tensor(tokens, device=self.device).unsqueeze(0).clone()
RuntimeError: HIP error: invalid device function
HIP kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
For debugging consider passing AMD_SERIALIZE_KERNEL=3
Compile with `TORCH_USE_HIP_DSA` to enable device-side assertions.
""", where="torch 2.3 rocm c10/hip/HIPException.cpp", at=("/home/nils/llm/bot.py", 58, "respond"),
        fix_any=["HSA_OVERRIDE_GFX_VERSION"], root="HIP error: invalid device function")

# -------------------------------------------------------------------------- cuda-not-compiled

scene("cuda-not-compiled", "model_to_cuda", """
import torch
from torch import nn

class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(12, 2)

scorer = Scorer()
scorer.to("cuda")
""", path="/home/alice/score/app.py", at='scorer.to("cuda")', fix_any=["--index-url", "torch.cuda.is_available()"])

scene("cuda-not-compiled", "tensor_cuda_method", """
import torch

def prepare(rows):
    return torch.tensor(rows).float().cuda()

features = prepare([[1, 2], [3, 4]])
""", path="/home/eve/prep/prepare.py", at="return torch.tensor(rows).float().cuda()", form="docker", wears=[compose("api-1")],
      fix_any=["--index-url", "torch.cuda.is_available()"])

scene("cuda-not-compiled", "notebook", None, cells=["import torch\ndevice = 'cuda'", "W = torch.randn(3, 3, device=device)"],
      path="/home/eve/nb/a.ipynb", at="W = torch.randn(3, 3, device=device)", run="guest", form="notebook", count=2, part="held",
      fix_any=["--index-url", "torch.cuda.is_available()"])

scene("cuda-not-compiled", "set_device_torchrun", """
import os

import torch
import torch.distributed as dist

def main():
    local = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local)
    dist.init_process_group("nccl")

if __name__ == "__main__":
    main()
""", path="/home/max/ddp/launch.py", at="torch.cuda.set_device(local)", run="torchrun", launch=["--nproc-per-node", "1"],
      form="torchrun", others=["dist-child-failed"], fix_any=["--index-url", "torch.cuda.is_available()", "gloo"])

scene("cuda-not-compiled", "pytest_fixture", """
import pytest
import torch


@pytest.fixture
def net():
    return torch.nn.Linear(3, 1).cuda()


def test_forward(net):
    assert net(torch.ones(2, 3)).shape == (2, 1)
""", path="/home/mia/pkg/tests/test_net.py", at="return torch.nn.Linear(3, 1).cuda()", run="pytest", form="pytest", part="held",
      fix_any=["torch.cuda.is_available()", "--index-url"])

scene("cuda-not-compiled", "windows", """
import torch

torch.cuda.manual_seed(1)
print(torch.cuda.current_device())
""", path="/home/lars/win/whoami.py", at="print(torch.cuda.current_device())", form="windows", wears=[windows],
      fix_any=["--index-url", "torch.cuda.is_available()"])

# --------------------------------------------------------------------------- cuda-unavailable

scene("cuda-unavailable", "no_driver_112", """
import torch
from torch import nn

generator = nn.ConvTranspose2d(64, 3, 4).cuda()
""", path="/home/alice/gan/gen.py", at="generator = nn.ConvTranspose2d(64, 3, 4).cuda()", torch="1.12",
      fix_any=["nvidia-smi", "torch.cuda.is_available()"])

scene("cuda-unavailable", "no_driver_18", """
import torch

def load_batch(path):
    batch = torch.rand(16, 3)
    return batch.to("cuda:0")

load_batch("x.npy")
""", path="/home/deb/old/batch.py", at='return batch.to("cuda:0")', torch="1.8", form="docker", wears=[prefixed(docker_time)],
      fix_any=["nvidia-smi", "--gpus all", "torch.cuda.is_available()"])

scene("cuda-unavailable", "no_gpus_available", """
import torch

class Worker:
    def __init__(self, gpu):
        self.device = torch.device("cuda", gpu)
        self.stream = torch.ones(1).cuda(self.device)

Worker(0)
""", path="/home/rob/ray/worker.py", at="self.stream = torch.ones(1).cuda(self.device)", gpu=True,
      breaks=("cpu", 1, "RuntimeError", "No CUDA GPUs are available"), where="torch 2.4 c10/cuda/CUDAFunctions.cpp",
      edit=lambda t: t.replace('            ^', '            ^'), form="ray", wears=[prefixed("(RolloutWorker pid=23114, ip=10.0.3.17) ")],
      fix_any=["CUDA_VISIBLE_DEVICES", "num_gpus", "nvidia-smi", "torch.cuda.is_available()"])

written("cuda-unavailable", "found_no_nvidia_driver_20", """
Traceback (most recent call last):
  File "/app/server.py", line 44, in <module>
    pipeline = Pipeline.load("/models/asr", device="cuda")
  File "/app/pipeline.py", line 19, in load
    self.net = net.to(device)
  File "/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 1145, in to
    return self._apply(convert)
  File "/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 797, in _apply
    module._apply(fn)
  File "/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 820, in _apply
    param_applied = fn(param)
  File "/usr/local/lib/python3.10/site-packages/torch/nn/modules/module.py", line 1143, in convert
    return t.to(device, dtype if t.is_floating_point() or t.is_complex() else None, non_blocking)
  File "/usr/local/lib/python3.10/site-packages/torch/cuda/__init__.py", line 247, in _lazy_init
    torch._C._cuda_init()
RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from http://www.nvidia.com/Download/index.aspx
""", where="torch 2.0 c10/cuda/CUDAFunctions.cpp", at=("/app/pipeline.py", 19, "load"), part="held",
        wears=[compose("asr")], form="docker", fix_any=["--gpus all", "nvidia-smi", "gpus"], root="Found no NVIDIA")

written("cuda-unavailable", "nvidia_smi_failed", """
root@train-7:/workspace# nvidia-smi
NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.

root@train-7:/workspace# python -c "import torch; print(torch.cuda.is_available())"
False
""", where="nvidia-smi 535", form="shell", fix_any=["modprobe nvidia", "dkms", "nvidia-driver", "reboot", "modprobe"], root="NVIDIA-SMI has failed")

written("cuda-unavailable", "smi_nvml_mismatch", """
$ nvidia-smi
Failed to initialize NVML: Driver/library version mismatch
NVML library version: 550.107
""", where="nvidia-smi 550", form="shell", part="held", entities={"versions": ["550.107"]}, fix_any=["reboot", "rmmod", "modprobe"], root="Failed to initialize NVML")

scene("cuda-unavailable", "visible_devices_empty_112", """
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""

import torch

torch.cuda.init()
""", path="/home/tia/env/hide.py", at="torch.cuda.init()", torch="1.12", run="process", form="quoted", wears=[quoted],
      fix_any=["nvidia-smi", "CUDA_VISIBLE_DEVICES", "torch.cuda.is_available()"])

# ------------------------------------------------------------------------ cuda-driver-too-old

OLD = ("The NVIDIA driver on your system is too old (found version {}). Please update your GPU driver by downloading and "
       "installing a new version from the URL: http://www.nvidia.com/Download/index.aspx Alternatively, go to: "
       "https://pytorch.org to install a PyTorch version that has been compiled with your version of the CUDA driver.")

scene("cuda-driver-too-old", "too_old_20", """
import torch
from torch import nn

matcher = nn.Bilinear(8, 8, 1)
matcher = matcher.to("cuda")
""", path="/home/alice/match/run.py", at='matcher = matcher.to("cuda")', gpu=True,
      breaks=("to", 1, "RuntimeError", OLD.format("11040"), "nn/modules/module.py"), where="torch 2.0 c10/cuda/CUDAFunctions.cpp",
      entities={"versions": ["11.4"]}, fix_any=["cu11", "driver", "--index-url"])

scene("cuda-driver-too-old", "too_old_112", """
import torch

def warm_up():
    return torch.zeros(1).cuda()

warm_up()
""", path="/home/cleo/hpc/warm.py", at="return torch.zeros(1).cuda()", gpu=True, torch="1.12",
      breaks=("cpu", 1, "RuntimeError", OLD.format("10010")), where="torch 1.12.1 c10/cuda/CUDAFunctions.cpp",
      entities={"versions": ["10.1"]}, form="wrapped", wears=[mailed(72, "> ")], fix_any=["cu10", "driver", "--index-url"])

written("cuda-driver-too-old", "insufficient", """
2023-06-11 14:02:07.118 | ERROR    | workers.embed:start:41 - cannot start
Traceback (most recent call last):
  File "/srv/embed/main.py", line 12, in <module>
    start(queue)
  File "/srv/embed/workers/embed.py", line 38, in start
    torch.cuda.set_device(0)
  File "/srv/embed/.venv/lib/python3.9/site-packages/torch/cuda/__init__.py", line 326, in set_device
    torch._C._cuda_setDevice(device)
RuntimeError: CUDA error: CUDA driver version is insufficient for CUDA runtime version
""", where="torch 1.11 c10/cuda/CUDAFunctions.cpp", at=("/srv/embed/workers/embed.py", 38, "start"), part="held",
        form="loguru", fix_any=["driver", "--index-url"], root="driver version is insufficient")

written("cuda-driver-too-old", "warning_then_cpu", """
/opt/conda/lib/python3.10/site-packages/torch/cuda/__init__.py:138: UserWarning: CUDA initialization: The NVIDIA driver on your system is too old (found version 11020). Please update your GPU driver by downloading and installing a new version from the URL: http://www.nvidia.com/Download/index.aspx Alternatively, go to: https://pytorch.org to install a PyTorch version that has been compiled with your version of the CUDA driver. (Triggered internally at ../c10/cuda/CUDAFunctions.cpp:108.)
  return torch._C._cuda_getDeviceCount() > 0
Using device: cpu
Epoch 1:   0%|          | 0/1250 [00:00<?, ?it/s]
""", where="torch 2.1 c10/cuda/CUDAFunctions.cpp", entities={"versions": ["11.2"]}, fix_any=["driver", "cu118", "cu11"], root="too old", lines=False, form="warning")

written("cuda-driver-too-old", "smi_table_beside", """
Traceback (most recent call last):
  File "/home/yan/whisper/transcribe.py", line 9, in <module>
    asr = whisper.load_model("small", device="cuda")
  File "/home/yan/.local/lib/python3.10/site-packages/whisper/__init__.py", line 150, in load_model
    checkpoint = torch.load(fp, map_location=device)
  File "/home/yan/.local/lib/python3.10/site-packages/torch/serialization.py", line 1014, in load
    return _load(opened_zipfile,
  File "/home/yan/.local/lib/python3.10/site-packages/torch/serialization.py", line 391, in default_restore_location
    result = fn(storage, location)
  File "/home/yan/.local/lib/python3.10/site-packages/torch/cuda/__init__.py", line 298, in _lazy_init
    torch._C._cuda_init()
RuntimeError: The NVIDIA driver on your system is too old (found version 11040). Please update your GPU driver by downloading and installing a new version from the URL: http://www.nvidia.com/Download/index.aspx Alternatively, go to: https://pytorch.org to install a PyTorch version that has been compiled with your version of the CUDA driver.

$ nvidia-smi | head -4
Thu Apr 18 09:12:44 2024
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 470.223.02   Driver Version: 470.223.02   CUDA Version: 11.4     |
|-------------------------------+----------------------+----------------------+
""", where="torch 2.2 c10/cuda/CUDAFunctions.cpp", at=("/home/yan/whisper/transcribe.py", 9, "<module>"), part="held",
        entities={"versions": ["11.4"]}, fix_any=["cu118", "driver", "cu11"], root="too old", form="nvidia-smi")

written("cuda-driver-too-old", "triton_ptx", """
Traceback (most recent call last):
  File "bench.py", line 51, in run
    y = layer(x)
RuntimeError: CUDA error: the provided PTX was compiled with an unsupported toolchain.
CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1
Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.
""", where="CUDA 12 runtime, torch 2.3" + EXC, at=("bench.py", 51, "run"),
        fix_any=["driver"], root="unsupported toolchain")

# ---------------------------------------------------------------------------- cuda-init-error

UNEXPECTED = ("Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before calling NumCudaDevices() "
              "that might have already set an error? Error {}")

scene("cuda-init-error", "804_forward_compat", """
import torch

print("torch", torch.__version__)
field = torch.zeros(8).cuda()
""", path="/home/alice/a100/probe.py", at="field = torch.zeros(8).cuda()", gpu=True, torch="1.12",
      breaks=("cpu", 1, "RuntimeError", UNEXPECTED.format("804: forward compatibility was attempted on non supported HW")),
      where="torch 1.12.1 c10/cuda/CUDAFunctions.cpp", fix_any=["LD_LIBRARY_PATH", "compat", "driver"], form="docker", wears=[compose("trainer-1")])

scene("cuda-init-error", "802_not_yet_initialized", """
import torch

def gpu_ready():
    return torch.ones(1).cuda().item() == 1

gpu_ready()
""", path="/home/hgx/check/ready.py", at="return torch.ones(1).cuda().item() == 1", gpu=True,
      breaks=("cpu", 1, "RuntimeError", UNEXPECTED.format("802: system not yet initialized")), where="torch 2.4 c10/cuda/CUDAFunctions.cpp",
      fix_any=["nvidia-fabricmanager", "fabricmanager"])

written("cuda-init-error", "unknown_error_after_suspend", """
/home/fay/.venv/lib/python3.11/site-packages/torch/cuda/__init__.py:129: UserWarning: CUDA initialization: CUDA unknown error - this may be due to an incorrectly set up environment, e.g. changing env variable CUDA_VISIBLE_DEVICES after program start. Setting the available devices to be zero. (Triggered internally at ../c10/cuda/CUDAFunctions.cpp:108.)
  return torch._C._cuda_getDeviceCount() > 0
Traceback (most recent call last):
  File "/home/fay/tts/speak.py", line 27, in <module>
    voice = load_voice("amy").to("cuda")
  File "/home/fay/.venv/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1173, in to
    return self._apply(convert)
  File "/home/fay/.venv/lib/python3.11/site-packages/torch/cuda/__init__.py", line 293, in _lazy_init
    torch._C._cuda_init()
RuntimeError: CUDA unknown error - this may be due to an incorrectly set up environment, e.g. changing env variable CUDA_VISIBLE_DEVICES after program start. Setting the available devices to be zero.
""", where="torch 2.3 c10/cuda/CUDAFunctions.cpp", at=("/home/fay/tts/speak.py", 27, "<module>"),
        fix_any=["nvidia_uvm", "modprobe", "CUDA_VISIBLE_DEVICES"], root="RuntimeError: CUDA unknown error")

written("cuda-init-error", "error_34_and_500", """
>>> import torch
>>> torch.cuda.is_available()
/usr/local/lib/python3.8/dist-packages/torch/cuda/__init__.py:80: UserWarning: CUDA initialization: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before calling NumCudaDevices() that might have already set an error? Error 500: named symbol not found (Triggered internally at  ../c10/cuda/CUDAFunctions.cpp:112.)
  return torch._C._cuda_getDeviceCount() > 0
False
""", where="torch 1.11 c10/cuda/CUDAFunctions.cpp", form="repl", part="held", fix_any=["driver", "WSL", "nvidia-smi"], root="Unexpected error from", lines=False)

written("cuda-init-error", "initialization_error_worker", """
Traceback (most recent call last):
  File "/opt/app/index.py", line 71, in <module>
    vectors = encode(chunks)
  File "/opt/app/index.py", line 40, in encode
    return net(chunk.cuda())
RuntimeError: CUDA error: initialization error
CUDA kernel errors might be asynchronously reported at some other API call,so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1.
""", where="torch 1.13" + EXC, at=("/opt/app/index.py", 40, "encode"), part="held", form="cut",
        fix_any=["spawn", "set_start_method", "driver", "nvidia-smi"], root="CUDA error: initialization error")

written("cuda-init-error", "error_34_stub", """
RuntimeError: Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before calling NumCudaDevices() that might have already set an error? Error 34: CUDA driver is a stub library
""", where="torch 2.0 c10/cuda/CUDAFunctions.cpp", form="message", fix_any=["stubs", "LD_LIBRARY_PATH", "libcuda"], root="Unexpected error")

scene("cuda-init-error", "error_101_ordinal_env", """
import os
import torch

os.environ["CUDA_VISIBLE_DEVICES"] = "1"
judge = torch.nn.Linear(2, 2).cuda()
""", path="/home/val/judge/judge.py", at="judge = torch.nn.Linear(2, 2).cuda()", gpu=True,
      breaks=("cpu", 2, "RuntimeError", UNEXPECTED.format("101: invalid device ordinal")), where="torch 2.1 c10/cuda/CUDAFunctions.cpp",
      edit=None, fix_any=["CUDA_VISIBLE_DEVICES"], form="terminal", wears=[terminal(90)])

# ---------------------------------------------------------------------------- internal-assert

ASSERT_BUG = " INTERNAL ASSERT FAILED at {}, please report a bug to PyTorch. {}"

scene("internal-assert", "allocator_expandable", """
import torch

pool = [torch.empty(10, device="cuda") for _ in range(4)]
joined = torch.cat(pool)
""", path="/home/alice/pool/run.py", at="joined = torch.cat(pool)", gpu=True,
      breaks=("cat", 1, "RuntimeError", "!block->expandable_segment_" + ASSERT_BUG.format('"../c10/cuda/CUDACachingAllocator.cpp":2331', "").rstrip()),
      where="torch 2.5 c10/cuda/CUDACachingAllocator.cpp", fix_any=["expandable_segments", "PYTORCH_CUDA_ALLOC_CONF"])

scene("internal-assert", "nvml_success", """
import torch
from torch import nn

ranker = nn.TransformerEncoderLayer(32, 2, batch_first=True).cuda()
docs = torch.randn(4, 9, 32).cuda()
ranked = ranker(docs)
""", path="/home/ira/rank/rank.py", at="ranked = ranker(docs)", gpu=True,
      breaks=("layer_norm", 1, "RuntimeError", "NVML_SUCCESS == DriverAPI::get()->nvmlInit_v2_()" +
              ASSERT_BUG.format('"../c10/cuda/CUDACachingAllocator.cpp":963', "")), where="torch 2.2 c10/cuda/CUDACachingAllocator.cpp",
      fix_any=["nvidia-smi", "memory", "batch"], form="docker", wears=[compose("rank")])

written("internal-assert", "handles_device_guard", """
Traceback (most recent call last):
  File "/home/ken/quant/export.py", line 66, in <module>
    traced = torch.jit.script(decoder)
  File "/home/ken/quant/venv/lib/python3.9/site-packages/torch/jit/_script.py", line 1286, in script
    return torch.jit._recursive.create_script_module(
RuntimeError: 0INTERNAL ASSERT FAILED at "../torch/csrc/jit/ir/alias_analysis.cpp":607, please report a bug to PyTorch. We don't have an op for aten::bitwise_and but it isn't a special case.  Argument types: Tensor, bool,
""", where="torch 1.13 torch/csrc/jit/ir/alias_analysis.cpp", at=("/home/ken/quant/export.py", 66, "<module>"), part="held",
        fix_any=["bitwise_and", "decoder", "pip install", "torch.jit.trace"], root="INTERNAL ASSERT FAILED")

written("internal-assert", "autograd_engine", """
RuntimeError: (*grad_accumulator).expired()INTERNAL ASSERT FAILED at "/opt/conda/conda-bld/pytorch_1607370172916/work/torch/csrc/autograd/saved_variable.cpp":226, please report a bug to PyTorch. No grad accumulator for a saved leaf!
""", where="torch 1.8 torch/csrc/autograd/saved_variable.cpp", form="message", root="INTERNAL ASSERT FAILED", fix_any=["upgrade", "pip install"])

scene("internal-assert", "ddp_reducer", None, cells=["import torch, torch.nn as nn", """
    twin = nn.Linear(4, 4).cuda()
    stats = torch.linalg.eigh(torch.eye(4).cuda())
    """], path="/home/ira/nb/eig.ipynb", at="stats = torch.linalg.eigh(torch.eye(4).cuda())", gpu=True, run="guest", form="notebook", part="held",
      breaks=("linalg_eigh", 1, "RuntimeError", 'false INTERNAL ASSERT FAILED at "../aten/src/ATen/native/BatchLinearAlgebra.cpp":1539, '
              "please report a bug to PyTorch. linalg.eigh: Argument 8 has illegal value. Most certainly there is a bug in the "
              "implementation calling the backend library."), where="torch 2.1 aten/src/ATen/native/BatchLinearAlgebra.cpp",
      fix_any=["isnan", "isfinite", "nan"])

written("internal-assert", "cuda_initialised_late", """
  File "/home/li/vision/loader.py", line 88, in __getitem__
    return self.augment(frame)
  File "/home/li/vision/augment.py", line 17, in augment
    return frame.pin_memory()
RuntimeError: device >= 0 && device < num_gpus INTERNAL ASSERT FAILED at "../aten/src/ATen/cuda/CUDAContext.cpp":50, please report a bug to PyTorch. device=1, num_gpus=1
""", where="torch 2.1 aten/src/ATen/cuda/CUDAContext.cpp", at=("/home/li/vision/augment.py", 17, "augment"), form="cut",
        fix_any=["CUDA_VISIBLE_DEVICES", "device"], root="INTERNAL ASSERT FAILED")

# ----------------------------------------------------------------------- cuda-invalid-ordinal

scene("cuda-invalid-ordinal", "cuda3_of_two", """
import torch
from torch import nn

DEVICE = torch.device("cuda:3")
mixer = nn.Linear(16, 16)
mixer.to(DEVICE)
""", path="/home/alice/mix/main.py", at="mixer.to(DEVICE)", gpu=True,
      breaks=("to", 1, "RuntimeError", "CUDA error: invalid device ordinal" + TAIL2, "nn/modules/module.py"), where="torch 2.3" + EXC,
      fix_any=['"cuda:0"', "device_count()", "CUDA_VISIBLE_DEVICES"])

scene("cuda-invalid-ordinal", "torchrun_more_ranks_than_gpus", """
import os

import torch

def setup():
    local_rank = int(os.environ["LOCAL_RANK"])
    torch.ones(1).to(f"cuda:{local_rank}")

setup()
print("ready")
""", path="/home/otto/ddp/setup.py", at='torch.ones(1).to(f"cuda:{local_rank}")', gpu=True, run="torchrun",
      launch=["--nproc-per-node", "2"], form="torchrun", env={"STAGE_RANK": "1"},
      breaks=("to", 1, ACC, "CUDA error: invalid device ordinal" + SEARCH.format("cudaErrorInvalidDevice") + TAIL2), where="torch 2.8" + EXC,
      others=["dist-child-failed"], fix_any=["--nproc-per-node", "--nproc_per_node", "device_count()", "nproc"])

written("cuda-invalid-ordinal", "set_device_old", """
Traceback (most recent call last):
  File "tools/train.py", line 178, in <module>
    torch.cuda.set_device(args.local_rank)
  File "/home/qi/anaconda3/envs/det/lib/python3.7/site-packages/torch/cuda/__init__.py", line 281, in set_device
    torch._C._cuda_setDevice(device)
RuntimeError: cuda runtime error (10) : invalid device ordinal at /pytorch/torch/csrc/cuda/Module.cpp:59
""", where="torch 1.6 torch/csrc/cuda/Module.cpp", at=("tools/train.py", 178, "<module>"), part="held",
        fix_any=["nproc", "device_count()", "CUDA_VISIBLE_DEVICES", "local_rank"], root="invalid device ordinal")

scene("cuda-invalid-ordinal", "deserialize_index", """
import io
import torch

blob = io.BytesIO()
torch.save(torch.ones(2), blob)
blob.seek(0)
embedding = torch.load(blob, map_location="cuda:1")
""", path="/home/uli/serve/load.py", at='embedding = torch.load(blob, map_location="cuda:1")', gpu=True, form="quoted", wears=[quoted],
      breaks=("get_storage_from_record", 1, "RuntimeError", "Attempting to deserialize object on CUDA device 1 but torch.cuda.device_count() is 1. "
              "Please use torch.load with map_location to map your storages to an existing device."), where="torch 2.13.0 torch/serialization.py",
      fix_any=['map_location="cuda:0"', "map_location="])

scene("cuda-invalid-ordinal", "invalid_device_id", """
import torch
from torch import nn

towers = nn.Conv1d(1, 1, 1)
towers = nn.DataParallel(towers, device_ids=[0, 1, 2, 3])
""", path="/home/uli/dp/dp.py", at="towers = nn.DataParallel(towers, device_ids=[0, 1, 2, 3])", part="held", form="docker",
      edit=lambda t: '''Traceback (most recent call last):
  File "/home/uli/dp/dp.py", line 5, in <module>
    towers = nn.DataParallel(towers, device_ids=[0, 1, 2, 3])
  File "/home/uli/miniconda3/envs/torch/lib/python3.9/site-packages/torch/nn/parallel/data_parallel.py", line 142, in __init__
    _check_balance(self.device_ids)
  File "/home/uli/miniconda3/envs/torch/lib/python3.9/site-packages/torch/nn/parallel/data_parallel.py", line 23, in _check_balance
    dev_props = _get_devices_properties(device_ids)
  File "/home/uli/miniconda3/envs/torch/lib/python3.9/site-packages/torch/_utils.py", line 487, in _get_device_attr
    return get_member(torch.cuda)
  File "/home/uli/miniconda3/envs/torch/lib/python3.9/site-packages/torch/cuda/__init__.py", line 359, in get_device_properties
    raise AssertionError("Invalid device id")
AssertionError: Invalid device id
''', wears=[compose("dp-1")], where="torch 1.12.1 torch/cuda/__init__.py", root="AssertionError: Invalid device id",
      fix_any=["device_ids=[0", "device_count()"])

scene("cuda-invalid-ordinal", "journal_cuda7", """
import torch

gpu_id = 7
with torch.inference_mode():
    page = torch.rand(1, 3, 8, 8).to("cuda:7")
""", path="/home/ocr/svc/page.py", at='page = torch.rand(1, 3, 8, 8).to("cuda:7")', gpu=True, torch="1.12", form="journal",
      wears=[journal("ocr1", "ocr", 771)], breaks=("to", 1, "RuntimeError", "CUDA error: invalid device ordinal" + TAIL1), where="torch 1.12" + EXC,
      fix_any=["cuda:0", "device_count()", "CUDA_VISIBLE_DEVICES"])
