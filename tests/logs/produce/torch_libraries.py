"""cuda-deserialize, cuda-fork, cuda-toolkit-mismatch, cublas-error, cudnn-error, mps-unsupported."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, stripped, terminal, uncaretted, windows)

NO_CUDA = ("Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running "
           "on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to "
           "the CPU.")

# ------------------------------------------------------------------------- cuda-deserialize

scene("cuda-deserialize", "load_on_laptop", """
import torch
from torch import nn

classifier = nn.Linear(16, 4)
weights = torch.load("classifier.pt")
classifier.load_state_dict(weights)
""", path="/home/alice/laptop/predict.py", at='weights = torch.load("classifier.pt")', run="process",
      files={"make.py": """
import torch
import torch.serialization as s
s._package_registry.insert(0, (0, lambda obj: "cuda:0", lambda obj, loc: None))
torch.save(torch.nn.Linear(16, 4).state_dict(), "classifier.pt")
"""}, launch=["-c", """
import subprocess, sys
subprocess.run([sys.executable, "make.py"], check=True)
sys.exit(subprocess.run([sys.executable, sys.argv[1]]).returncode)
"""], fix_any=['map_location="cpu"', "map_location='cpu'", 'map_location=torch.device("cpu")', "map_location=torch.device('cpu')", "map_location=device"])

scene("cuda-deserialize", "load_112", """
import torch


def restore(path):
    ckpt = torch.load(path)
    return ckpt["net"], ckpt["epoch"]


net_weights, epoch = restore("best.pth")
""", path="/home/moe/asr/restore.py", at="ckpt = torch.load(path)", run="process", torch="1.12",
      files={"make.py": """
import torch
import torch.serialization as s
s._package_registry.insert(0, (0, lambda obj: "cuda:1", lambda obj, loc: None))
torch.save({"net": torch.nn.GRU(4, 4).state_dict(), "epoch": 7}, "best.pth")
"""}, launch=["-c", """
import subprocess, sys
subprocess.run([sys.executable, "make.py"], check=True)
sys.exit(subprocess.run([sys.executable, sys.argv[1]]).returncode)
"""], form="docker", wears=[compose("asr-api-1")], fix_any=["map_location="])

scene("cuda-deserialize", "load_18_wrapped", """
import torch
generator = torch.load("generator.pkl")
print(generator)
""", path="/home/zed/gan/show.py", at='generator = torch.load("generator.pkl")', run="process", torch="1.8", part="held",
      files={"make.py": """
import torch
import torch.serialization as s
s._package_registry.insert(0, (0, lambda obj: "cuda:0", lambda obj, loc: None))
torch.save({"g": torch.zeros(3)}, "generator.pkl")
"""}, launch=["-c", """
import subprocess, sys
subprocess.run([sys.executable, "make.py"], check=True)
sys.exit(subprocess.run([sys.executable, sys.argv[1]]).returncode)
"""], form="wrapped", wears=[mailed(74, "> ")], fix_any=["map_location="])

scene("cuda-deserialize", "pickle_of_gpu_tensors", """
import pickle

import torch

def read_embeddings(path):
    with open(path, "rb") as file:
        return pickle.load(file)

bank = read_embeddings("bank.pkl")
""", path="/home/alice/search/bank.py", at="return pickle.load(file)", run="process", part="held",
      files={"make.py": """
import pickle
import torch
import torch.serialization as s
s._package_registry.insert(0, (0, lambda obj: "cuda:0", lambda obj, loc: None))
with open("bank.pkl", "wb") as file:
    pickle.dump({"vectors": torch.zeros(4, 2)}, file)
"""}, launch=["-c", """
import subprocess, sys
subprocess.run([sys.executable, "make.py"], check=True)
sys.exit(subprocess.run([sys.executable, sys.argv[1]]).returncode)
"""], fix_any=["map_location=", "torch.load(", ".cpu()"], form="journal", wears=[journal("api3", "uvicorn", 211)])

scene("cuda-deserialize", "notebook", None, cells=["import torch, io", """
    blob = io.BytesIO(); torch.save({'w': torch.ones(2)}, blob); blob.seek(0)
    params = torch.load(blob)
    """], path="/home/pia/nb/load.ipynb", at="params = torch.load(blob)", run="guest", form="notebook", count=5,
      breaks=("get_storage_from_record", 1, "RuntimeError", NO_CUDA), where="torch 2.13.0 torch/serialization.py",
      fix_any=["map_location="])

written("cuda-deserialize", "windows_yolo", r"""
Traceback (most recent call last):
  File "D:\cam\detect.py", line 14, in <module>
    model = torch.load('weights\\best.pt')['model'].float()
  File "C:\Users\tom\AppData\Local\Programs\Python\Python310\lib\site-packages\torch\serialization.py", line 809, in load
    return _load(opened_zipfile, map_location, pickle_module, **pickle_load_args)
  File "C:\Users\tom\AppData\Local\Programs\Python\Python310\lib\site-packages\torch\serialization.py", line 1172, in _load
    result = unpickler.load()
  File "C:\Users\tom\AppData\Local\Programs\Python\Python310\lib\site-packages\torch\serialization.py", line 182, in validate_cuda_device
    raise RuntimeError('Attempting to deserialize object on a CUDA '
RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.
""", where="torch 2.0 torch/serialization.py", at=(r"D:\cam\detect.py", 14, "<module>"), form="windows",
        fix_any=["map_location="], root="RuntimeError: Attempting to deserialize")

# -------------------------------------------------------------------------------- cuda-fork

FORK = "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method"

scene("cuda-fork", "dataset_moves_to_gpu", """
import torch
from torch.utils.data import DataLoader, Dataset

device = torch.device("cuda")


class Windows(Dataset):
    def __init__(self, series):
        self.series = series

    def __len__(self):
        return 64

    def __getitem__(self, i):
        return self.series[i:i + 8].to(device)


loader = DataLoader(Windows(torch.arange(100.0)), batch_size=4, num_workers=2)
for window in loader:
    print(window.shape)
""", path="/home/alice/series/windows.py", at="return self.series[i:i + 8].to(device)", gpu=True,
      breaks=("to", 1, "RuntimeError", FORK), where="torch 2.13.0 torch/cuda/__init__.py",
      others=["replica-exception"], fix_any=["num_workers=0", "spawn", 'multiprocessing_context="spawn"', ".to(device)"], form="worker")

scene("cuda-fork", "multiprocessing_pool", """
import torch
import torch.multiprocessing as mp

def embed(rank):
    vector = torch.ones(4).cuda()
    return vector.sum().item()

def main():
    with mp.get_context("fork").Pool(2) as pool:
        print(pool.map(embed, range(2)))

main()
""", path="/home/ben/pool/embed.py", at="vector = torch.ones(4).cuda()", gpu=True, torch="1.12",
      breaks=("cpu", 1, "RuntimeError", FORK), where="torch 1.12.1 torch/cuda/__init__.py", form="worker",
      fix_any=["spawn", 'get_context("spawn")', 'set_start_method("spawn")'])

scene("cuda-fork", "process_target", """
import multiprocessing

import torch

def actor(index, queue):
    policy = torch.nn.Linear(4, 2).cuda()
    queue.put(index)

if __name__ == "__main__":
    ctx = multiprocessing.get_context("fork")
    queue = ctx.Queue()
    child = ctx.Process(target=actor, args=(0, queue))
    child.start()
    child.join()
""", path="/home/cat/rl/actors.py", at="policy = torch.nn.Linear(4, 2).cuda()", gpu=True, part="held", form="docker",
      breaks=("cpu", 1, "RuntimeError", FORK), where="torch 2.13.0 torch/cuda/__init__.py", wears=[prefixed(docker_time)],
      fix_any=["spawn", 'get_context("spawn")', 'set_start_method("spawn")'])

scene("cuda-fork", "transform_in_worker_18", """
import torch
from torch.utils.data import DataLoader, Dataset

class Clips(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, k):
        clip = torch.rand(3, 4, 4)
        clip = clip.cuda()
        return clip

for clips in DataLoader(Clips(), batch_size=2, num_workers=1):
    pass
""", path="/home/dot/clips/clips.py", at="clip = clip.cuda()", gpu=True, torch="1.8", form="stripped", wears=[stripped],
      breaks=("cpu", 1, "RuntimeError", FORK.replace("To use", "To use")), where="torch 1.8.1 torch/cuda/__init__.py",
      fix_any=["num_workers=0", "spawn", "clip.cuda()"], others=["replica-exception"])

written("cuda-fork", "vllm_worker", """
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233] Exception in worker VllmWorkerProcess while processing method init_device.
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233] Traceback (most recent call last):
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]   File "/opt/vllm/lib/python3.11/site-packages/vllm/executor/multiproc_worker_utils.py", line 226, in _run_worker_process
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]     output = executor(*args, **kwargs)
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]   File "/opt/vllm/lib/python3.11/site-packages/vllm/worker/worker.py", line 166, in init_device
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]     torch.cuda.set_device(self.device)
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]   File "/opt/vllm/lib/python3.11/site-packages/torch/cuda/__init__.py", line 300, in _lazy_init
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233]     raise RuntimeError(
(VllmWorkerProcess pid=10234) ERROR 11-04 07:15:22 multiproc_worker_utils.py:233] RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method
""", where="vllm 0.6.3, torch 2.4 torch/cuda/__init__.py", form="logging", fix_any=["VLLM_WORKER_MULTIPROC_METHOD=spawn", "VLLM_WORKER_MULTIPROC_METHOD", "spawn"], root="RuntimeError: Cannot re-initialize")

written("cuda-fork", "poison_old", """
Traceback (most recent call last):
  File "/usr/lib/python3.6/multiprocessing/process.py", line 258, in _bootstrap
    self.run()
  File "/usr/lib/python3.6/multiprocessing/process.py", line 93, in run
    self._target(*self._args, **self._kwargs)
  File "a3c.py", line 77, in train
    state = torch.from_numpy(env.reset()).cuda()
  File "/usr/local/lib/python3.6/dist-packages/torch/cuda/__init__.py", line 161, in _lazy_init
    "Cannot re-initialize CUDA in forked subprocess. " + msg)
RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method
""", where="torch 1.1 torch/cuda/__init__.py", at=("a3c.py", 77, "train"), part="held", form="quoted", wears=[quoted],
        fix_any=["spawn", "set_start_method"], root="RuntimeError: Cannot re-initialize")

# -------------------------------------------------------------------- cuda-toolkit-mismatch

scene("cuda-toolkit-mismatch", "build_ext_mismatch", """
from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CUDAExtension

setup(
    name="fastscan",
    ext_modules=[CUDAExtension("fastscan._C", ["scan.cpp", "scan_kernel.cu"])],
    cmdclass={"build_ext": BuildExtension},
    script_args=["build_ext", "--inplace"],
)
""", path="/home/alice/fastscan/setup.py", at='setup(', run="process", torch="1.12", files={"scan.cpp": "//", "scan_kernel.cu": "//"},
      fix_any=["CUDA_HOME", "--index-url", "cuda-10.2", "cu130", "cu13"], entities={"versions": ["13.0", "10.2"]}, root="The detected CUDA version", lines=False)

scene("cuda-toolkit-mismatch", "load_inline", """
from torch.utils.cpp_extension import load

nms = load(name="nms", sources=["nms.cpp", "nms_kernel.cu"], verbose=True)
""", path="/home/bob/ops/nms.py", at='nms = load(name="nms"', run="process", files={"nms.cpp": "//", "nms_kernel.cu": "//"},
      fix_any=["CUDA_HOME", "nvcc"], form="docker", wears=[compose("build")])

written("cuda-toolkit-mismatch", "apex_detected_mismatch", """
Processing /home/ed/apex
  Preparing metadata (setup.py): started
  Preparing metadata (setup.py): finished with status 'error'
  error: subprocess-exited-with-error

  × python setup.py egg_info did not run successfully.
  │ exit code: 1
  ╰─> [24 lines of output]
      torch.__version__  = 2.1.2+cu118

      Compiling cuda extensions with
      nvcc: NVIDIA (R) Cuda compiler driver
      Copyright (c) 2005-2023 NVIDIA Corporation
      Built on Tue_Aug_15_22:02:13_PDT_2023
      Cuda compilation tools, release 12.2, V12.2.140
      Build cuda_12.2.r12.2/compiler.33191640_0
      from /usr/local/cuda/bin

      Traceback (most recent call last):
        File "<string>", line 36, in <module>
        File "<pip-setuptools-caller>", line 34, in <module>
        File "/home/ed/apex/setup.py", line 178, in <module>
          check_cuda_torch_binary_vs_bare_metal(CUDA_HOME)
        File "/home/ed/apex/setup.py", line 33, in check_cuda_torch_binary_vs_bare_metal
          raise RuntimeError(
      RuntimeError: Cuda extensions are being compiled with a version of Cuda that does not match the version used to compile Pytorch binaries.  Pytorch binaries were compiled with Cuda 11.8.
      In some cases, a minor-version mismatch will not cause later errors:  https://github.com/NVIDIA/apex/pull/323#discussion_r287021798.  You can try commenting out this check (at your own risk).
      [end of output]
""", where="apex setup.py", part="held", form="pip", entities={"versions": ["11.8"]}, fix_any=["cu122", "cu121", "cuda-11.8", "--index-url", "CUDA_HOME"], root="RuntimeError: Cuda extensions", lines=False)

written("cuda-toolkit-mismatch", "cpp_extension_113", """
running build_ext
Traceback (most recent call last):
  File "setup.py", line 57, in <module>
    cmdclass={"build_ext": BuildExtension},
  File "/home/ho/miniconda3/envs/pc/lib/python3.8/site-packages/setuptools/__init__.py", line 87, in setup
    return distutils.core.setup(**attrs)
  File "/home/ho/miniconda3/envs/pc/lib/python3.8/site-packages/torch/utils/cpp_extension.py", line 434, in build_extensions
    self._check_cuda_version(compiler_name, compiler_version)
  File "/home/ho/miniconda3/envs/pc/lib/python3.8/site-packages/torch/utils/cpp_extension.py", line 812, in _check_cuda_version
    raise RuntimeError(CUDA_MISMATCH_MESSAGE.format(cuda_str_version, torch.version.cuda))
RuntimeError:
The detected CUDA version (12.1) mismatches the version that was used to compile
PyTorch (11.7). Please make sure to use the same CUDA versions.
""", where="torch 1.13 torch/utils/cpp_extension.py", at=("setup.py", 57, "<module>"), entities={"versions": ["12.1", "11.7"]},
        fix_any=["cu121", "cuda-11.7", "CUDA_HOME", "--index-url"], root="The detected CUDA version", lines=False)

written("cuda-toolkit-mismatch", "no_nvcc", """
      File "/tmp/pip-build-env-k3x/overlay/lib/python3.10/site-packages/torch/utils/cpp_extension.py", line 2077, in _join_cuda_home
        raise EnvironmentError('CUDA_HOME environment variable is not set. '
      OSError: CUDA_HOME environment variable is not set. Please set it to your CUDA install root.
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed

× Encountered error while generating package metadata.
╰─> See above for output.
""", where="torch 2.0 torch/utils/cpp_extension.py, pip 23", part="held", form="pip", fix_any=["CUDA_HOME", "nvcc"], root="OSError: CUDA_HOME", lines=False)

written("cuda-toolkit-mismatch", "deepspeed_mismatch", """
[2024-03-04 10:11:12,101] [INFO] [real_accelerator.py:191:get_accelerator] Setting ds_accelerator to cuda (auto detect)
Traceback (most recent call last):
  File "/home/vic/sft/train.py", line 203, in <module>
    trainer.train()
  File "/home/vic/.venv/lib/python3.10/site-packages/deepspeed/ops/adam/cpu_adam.py", line 94, in __init__
    self.ds_opt_adam = CPUAdamBuilder().load()
  File "/home/vic/.venv/lib/python3.10/site-packages/deepspeed/ops/op_builder/builder.py", line 508, in jit_load
    assert_no_cuda_mismatch(self.name)
  File "/home/vic/.venv/lib/python3.10/site-packages/deepspeed/ops/op_builder/builder.py", line 98, in assert_no_cuda_mismatch
    raise CUDAMismatchException(
deepspeed.ops.op_builder.builder.CUDAMismatchException: >- DeepSpeed Op Builder: Installed CUDA version 11.5 does not match the version torch was compiled with 12.1, unable to compile cuda/cpp extensions without a matching cuda version.
""", where="deepspeed 0.13 ops/op_builder/builder.py", at=("/home/vic/sft/train.py", 203, "<module>"), entities={"versions": ["11.5", "12.1"]},
        fix_any=["cuda-12.1", "CUDA_HOME", "cu115", "cuda-toolkit"], root="CUDAMismatchException: >-")

# ----------------------------------------------------------------------------- cublas-error

SGEMM = "CUDA error: {} when calling `cublasSgemm( handle, opa, opb, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc)`"

scene("cublas-error", "alloc_failed_is_oom", """
import torch
from torch import nn

class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(48, 48)

    def forward(self, states):
        return self.proj(states)

head = Head().cuda()
head(torch.randn(64, 48).cuda())
""", path="/home/alice/qa/head.py", at="return self.proj(states)", gpu=True, torch="1.12",
      breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
      where="torch 1.12 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["batch", "memory", "nvidia-smi"])

scene("cublas-error", "execution_failed_sgemm", """
import torch

def attend(query, key):
    return torch.matmul(query, key.transpose(1, 2))

q = torch.randn(2, 8, 16).cuda()
scores = attend(q, q)
""", path="/home/finn/att/attend.py", at="return torch.matmul(query, key.transpose(1, 2))", gpu=True,
      breaks=("matmul", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemmStridedBatched( handle, "
              "opa, opb, m, n, k, &alpha, a, lda, stridea, b, ldb, strideb, &beta, c, ldc, stridec, num_batches)`"),
      where="torch 2.2 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["CUDA_LAUNCH_BLOCKING=1", "cpu", "labels"], form="docker", wears=[compose("att")])

scene("cublas-error", "not_initialized_plain", """
import torch
from torch import nn

encoder = nn.TransformerEncoderLayer(32, 2, dim_feedforward=64).to("cuda:0")
memory = encoder(torch.randn(10, 4, 32).to("cuda:0"))
""", path="/home/gwen/enc/enc.py", at="memory = encoder(torch.randn(10, 4, 32)", gpu=True, part="held",
      breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`"),
      where="torch 2.0 aten/src/ATen/cuda/CublasHandlePool.cpp", form="quoted", wears=[quoted],
      fix_any=["CUDA_LAUNCH_BLOCKING=1", "memory", "num_embeddings", "cpu"])

scene("cublas-error", "invalid_value_gemmex", """
import torch
from torch import nn

with torch.autocast("cuda", dtype=torch.float16, enabled=False):
    lora = nn.Linear(24, 24).cuda()
    delta = lora(torch.randn(3, 24).cuda())
""", path="/home/hal/lora/lora.py", at="delta = lora(torch.randn(3, 24).cuda())", gpu=True,
      breaks=("linear", 1, "RuntimeError", "CUDA error: CUBLAS_STATUS_INVALID_VALUE when calling `cublasGemmEx( handle, opa, opb, m, n, k, &falpha, a, "
              "CUDA_R_16F, lda, b, CUDA_R_16F, ldb, &fbeta, c, CUDA_R_16F, ldc, CUDA_R_32F, CUBLAS_GEMM_DFALT_TENSOR_OP)`"),
      where="torch 1.13 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["nvidia-cublas", "pip uninstall nvidia_cublas_cu11", "LD_LIBRARY_PATH", "shape"], form="wrapped", wears=[mailed(80)])

scene("cublas-error", "internal_error_18", """
import torch
from torch import nn

model_dim = 12
ff = nn.Linear(model_dim, 4 * model_dim).cuda()
ff(torch.randn(5, model_dim).cuda())
""", path="/home/ivy/ff/ff.py", at="ff(torch.randn(5, model_dim).cuda())", gpu=True, torch="1.8", part="held",
      breaks=("linear", 1, "RuntimeError", SGEMM.format("CUBLAS_STATUS_INTERNAL_ERROR").replace("cublasSgemm(", "cublasSgemm(")),
      where="torch 1.8.1 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["CUDA_LAUNCH_BLOCKING=1", "cu111", "driver", "cu11"])

written("cublas-error", "rank_prefixed_notsupported", """
[rank3]: Traceback (most recent call last):
[rank3]:   File "/workspace/fp8/train.py", line 301, in <module>
[rank3]:     loss = step(batch)
[rank3]:   File "/workspace/fp8/train.py", line 244, in step
[rank3]:     hidden = fp8_linear(hidden, w)
[rank3]: RuntimeError: CUDA error: CUBLAS_STATUS_NOT_SUPPORTED when calling `cublasLtMatmulAlgoGetHeuristic( ltHandle, computeDesc.descriptor(), Adesc.descriptor(), Bdesc.descriptor(), Cdesc.descriptor(), Ddesc.descriptor(), preference.descriptor(), 1, &heuristicResult, &returnedResult)`
""", where="torch 2.5 aten/src/ATen/cuda/CUDABlas.cpp", at=("/workspace/fp8/train.py", 244, "step"), form="ranked", entities={"ranks": [3]},
        fix_any=["multiple of", "16", "bfloat16"], root="CUBLAS_STATUS_NOT_SUPPORTED")

# ------------------------------------------------------------------------------ cudnn-error

scene("cudnn-error", "not_initialized", """
import torch
from torch import nn

cnn = nn.Conv2d(3, 8, 3).cuda()
thumbs = torch.rand(2, 3, 32, 32).cuda()
maps = cnn(thumbs)
""", path="/home/alice/thumbs/maps.py", at="maps = cnn(thumbs)", gpu=True, torch="1.8",
      breaks=("conv2d", 1, "RuntimeError", "cuDNN error: CUDNN_STATUS_NOT_INITIALIZED"), where="torch 1.8.1 aten/src/ATen/cudnn/Exceptions.h",
      fix_any=["memory", "nvidia-smi", "driver", "batch"])

scene("cudnn-error", "no_valid_algorithm", """
import torch
from torch import nn

class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, bottleneck):
        return self.out(self.up(bottleneck))

decoder = Decoder().cuda()
mask = decoder(torch.rand(16, 8, 40, 40).cuda())
mask.sum().backward()
""", path="/home/jon/unet/decoder.py", at="mask.sum().backward()", gpu=True, torch="1.12",
      breaks=("run_backward", 1, "RuntimeError", "Unable to find a valid cuDNN algorithm to run convolution"),
      where="torch 1.12.1 aten/src/ATen/native/cudnn/Conv_v7.cpp", fix_any=["batch", "memory"], form="docker", wears=[compose("unet")])

scene("cudnn-error", "get_unable_to_find_engine", """
import torch
from torch import nn

detector = nn.Conv2d(3, 16, 6, stride=2).to("cuda").half().float()
with torch.no_grad():
    found = detector(torch.rand(1, 3, 64, 64).to("cuda"))
""", path="/home/kit/det/det.py", at='found = detector(torch.rand(1, 3, 64, 64).to("cuda"))', gpu=True,
      breaks=("conv2d", 1, "RuntimeError", "GET was unable to find an engine to execute this computation"),
      where="torch 2.0.1 aten/src/ATen/native/cudnn/Conv_v8.cpp", part="held", fix_any=["driver", "batch", "memory", "cudnn", "LD_LIBRARY_PATH"])

scene("cudnn-error", "execution_failed_lstm", """
import torch
from torch import nn

rnn = nn.LSTM(12, 24, batch_first=True).cuda()
series = torch.randn(4, 50, 12).cuda()
forecast, _ = rnn(series)
""", path="/home/lou/ts/rnn.py", at="forecast, _ = rnn(series)", gpu=True, form="terminal", wears=[terminal(88)],
      breaks=("lstm", 1, "RuntimeError", "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), where="torch 2.4 aten/src/ATen/cudnn/Exceptions.h",
      fix_any=["CUDA_LAUNCH_BLOCKING=1", "memory", "batch", "cudnn.enabled"])

scene("cudnn-error", "not_supported_contiguous", """
import torch
from torch import nn

fuse = nn.Conv3d(1, 2, 3).cuda()
volume = torch.rand(1, 1, 16, 16, 16).cuda().transpose(2, 4)
fused = fuse(volume)
""", path="/home/may/ct/fuse.py", at="fused = fuse(volume)", gpu=True, form="coloured", wears=[coloured],
      breaks=("conv3d", 1, "RuntimeError", "cuDNN error: CUDNN_STATUS_NOT_SUPPORTED. This error may appear if you passed in a non-contiguous input."),
      where="torch 2.1 aten/src/ATen/cudnn/Exceptions.h", fix_any=["volume.contiguous()", "contiguous()"])

written("cudnn-error", "mapping_and_repro", """
RuntimeError: cuDNN error: CUDNN_STATUS_MAPPING_ERROR
You can try to repro this exception using the following code snippet. If that doesn't trigger the error, please include your original repro script when reporting this issue.

import torch
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.benchmark = True
torch.backends.cudnn.deterministic = False
torch.backends.cudnn.allow_tf32 = True
data = torch.randn([8, 64, 128, 128], dtype=torch.float, device='cuda', requires_grad=True)
net = torch.nn.Conv2d(64, 64, kernel_size=[3, 3], padding=[1, 1], stride=[1, 1], dilation=[1, 1], groups=1)
net = net.cuda().float()
out = net(data)
out.backward(torch.randn_like(out))
torch.cuda.synchronize()

ConvolutionParams
    memory_format = Contiguous
    data_type = CUDNN_DATA_FLOAT
    padding = [1, 1, 0]
    stride = [1, 1, 0]
    dilation = [1, 1, 0]
    groups = 1
    deterministic = false
    allow_tf32 = true
""", where="torch 1.12 aten/src/ATen/native/cudnn/ConvShared.cpp", part="held", form="message", root="cuDNN error: CUDNN_STATUS", lines=False,
        fix_any=["memory", "batch", "CUDA_LAUNCH_BLOCKING=1", "benchmark"])

# -------------------------------------------------------------------------- mps-unsupported

MPS = ("The operator 'aten::{}' is not currently implemented for the MPS device. If you want this op to be added in priority "
       "during the prototype phase of this feature, please comment on https://github.com/pytorch/pytorch/issues/77764. As a "
       "temporary fix, you can set the environment variable `PYTORCH_ENABLE_MPS_FALLBACK=1` to use the CPU as a fallback for "
       "this op. WARNING: this will be slower than running natively on MPS.")
MAC = lambda t: t.replace("/home/", "/Users/")  # noqa: E731

scene("mps-unsupported", "operator_missing", """
import torch

spectrum = torch.fft.fft(torch.rand(16).to("mps")) if False else torch.linalg.qr(torch.rand(4, 4).to("mps"))
""", path="/home/emma/sig/qr.py", at="spectrum = torch.fft.fft", gpu=True, edit=MAC,
      breaks=("linalg_qr", 1, "NotImplementedError", MPS.format("linalg_qr.out")), where="torch 2.1 aten/src/ATen/mps/MPSFallback.mm",
      fix_any=["PYTORCH_ENABLE_MPS_FALLBACK=1"])

scene("mps-unsupported", "float64", """
import numpy as np
import torch

device = torch.device("mps")
prices = np.random.rand(50, 4)
table = torch.tensor(prices).to(device)
""", path="/home/emma/quant/table.py", at="table = torch.tensor(prices).to(device)", gpu=True, edit=MAC,
      breaks=("to", 1, "TypeError", "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64. Please use float32 instead."),
      where="torch 2.0 aten/src/ATen/mps/EmptyTensor.cpp", entities={"dtypes": ["float64"]}, fix_any=["torch.float32", "float32", ".float()"])

scene("mps-unsupported", "notebook_cumsum", None, cells=["import torch", "dev = torch.device('mps')\nsteps = torch.arange(10, device=dev)\ntotal = steps.cumsum(0)"],
      path="/home/emma/nb/c.ipynb", at="total = steps.cumsum(0)", gpu=True, run="guest", form="notebook", part="held", edit=MAC,
      breaks=("cumsum", 1, "RuntimeError", "MPS does not support cumsum op with int64 input. Support has been added in macOS 13.3"),
      where="torch 2.0 aten/src/ATen/native/mps/operations/UnaryOps.mm", fix_any=["macOS 13.3", "float32", "int32", ".float()", ".to(torch.int32)"])

scene("mps-unsupported", "nn_layer_112", """
import torch
from torch import nn

class Warp(nn.Module):
    def forward(self, picture, flow):
        return nn.functional.grid_sample(picture, flow, align_corners=False)

warp = Warp()
warp(torch.rand(1, 3, 8, 8).to("mps"), torch.zeros(1, 8, 8, 2).to("mps"))
""", path="/home/nico/warp/warp.py", at="return nn.functional.grid_sample(picture, flow", gpu=True, torch="1.12", edit=MAC,
      breaks=("grid_sampler", 1, "NotImplementedError", MPS.format("grid_sampler_2d").replace("is not currently implemented", "is not current implemented")),
      where="torch 1.12.1 aten/src/ATen/mps/MPSFallback.mm (misspelt there)", form="wrapped", wears=[mailed(72, "> ")], fix_any=["PYTORCH_ENABLE_MPS_FALLBACK=1"])

scene("mps-unsupported", "conv3d_bf16", """
import torch
from torch import nn

video = nn.Conv3d(3, 4, 3).to("mps")
video(torch.rand(1, 3, 8, 8, 8).to("mps"))
""", path="/home/nico/video/v.py", at="video(torch.rand(1, 3, 8, 8, 8)", gpu=True, edit=MAC, part="held",
      breaks=("conv3d", 1, "NotImplementedError", MPS.format("slow_conv3d_forward").replace(" during the prototype phase of this feature", " during the prototype phase of this feature").replace("issues/77764", "issues/141287").replace("please comment on", "please consider commenting on")),
      where="torch 2.6 aten/src/ATen/mps/MPSFallback.mm", fix_any=["PYTORCH_ENABLE_MPS_FALLBACK=1"], form="coloured", wears=[coloured])

written("mps-unsupported", "bf16_old_mac", """
  File "/Users/otis/whisper/run.py", line 12, in <module>
    text = pipe("talk.wav")["text"]
  File "/Users/otis/whisper/.venv/lib/python3.11/site-packages/transformers/pipelines/base.py", line 1223, in forward
    model_outputs = self._forward(model_inputs, **forward_params)
TypeError: BFloat16 is not supported on MPS
""", where="torch 2.1 aten/src/ATen/native/mps/OperationUtils.mm", at=("/Users/otis/whisper/run.py", 12, "<module>"), form="cut",
        entities={"dtypes": ["bfloat16"]}, fix_any=["torch.float16", "float16", "torch.float32"], root="BFloat16 is not supported")
