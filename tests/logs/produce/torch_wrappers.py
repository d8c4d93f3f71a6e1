"""Wrappers and consequences, DDP's own errors, DeepSpeed's configuration, model-parallel checkpoints."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

# -------------------------------------------------------------------------- mp-size-mismatch

LLAMA = """
import os
from pathlib import Path


class Llama:
    @staticmethod
    def build(ckpt_dir, world_size):
        checkpoints = sorted(Path(ckpt_dir).glob("*.pth"))
        assert len(checkpoints) > 0, f"no checkpoint files found in {{ckpt_dir}}"
        assert world_size == len(
            checkpoints
        ), f"Loading a checkpoint for MP={{len(checkpoints)}} but world size is {{world_size}}"


def main(ckpt_dir="{0}"):
    Path(ckpt_dir).mkdir(parents=True, exist_ok=True)
    for i in range({1}):
        Path(ckpt_dir, f"consolidated.0{{i}}.pth").touch()
    generator = Llama.build(ckpt_dir, int(os.environ.get("WORLD_SIZE", 1)))


main()
"""
scene("mp-size-mismatch", "llama_13b_one_process", LLAMA.format("llama-2-13b-chat", 2), path="/home/dieter/llama/example_chat_completion.py", run="process",
      at="assert world_size == len(", entities={"sizes": []} and {}, fix_any=["--nproc_per_node 2", "--nproc-per-node 2", "--nproc_per_node=2", "--nproc-per-node=2"])
scene("mp-size-mismatch", "llama_70b_torchrun", LLAMA.format("llama-2-70b", 8), path="/home/alice/llama/example_text_completion.py", run="torchrun", launch=["--nproc-per-node", "1"], form="torchrun",
      at="assert world_size == len(", others=["dist-child-failed"], fix_any=["--nproc_per_node 8", "--nproc-per-node 8", "--nproc_per_node=8", "--nproc-per-node=8"])
scene("mp-size-mismatch", "llama_7b_too_many", LLAMA.format("llama-2-7b", 1), path="/home/bo/llama/run.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", part="held",
      at="assert world_size == len(", others=["dist-child-failed"], fix_any=["--nproc_per_node 1", "--nproc-per-node 1", "--nproc_per_node=1", "--nproc-per-node=1"])
scene("mp-size-mismatch", "llama_13b_112", LLAMA.format("13B", 2), path="/home/cy/llama/example.py", run="process", torch="1.12", form="stripped", wears=[stripped], part="held",
      at="assert world_size == len(", fix_any=["--nproc_per_node 2", "--nproc-per-node 2", "--nproc_per_node=2", "--nproc-per-node=2"])
written("mp-size-mismatch", "first_release_wording", """
> initializing model parallel with size 1
> initializing ddp with size 1
> initializing pipeline with size 1
Traceback (most recent call last):
  File "/home/uma/llama/example.py", line 119, in <module>
    fire.Fire(main)
  File "/home/uma/.venv/lib/python3.10/site-packages/fire/core.py", line 141, in Fire
    component_trace = _Fire(component, args, parsed_flag_args, context, name)
  File "/home/uma/llama/example.py", line 78, in main
    generator = load(
  File "/home/uma/llama/example.py", line 43, in load
    assert world_size == len(
AssertionError: Loading a checkpoint for MP=4 but world size is 1
""", where="facebookresearch/llama example.py (March 2023)", at=("/home/uma/llama/example.py", 43, "load"), fix_any=["--nproc_per_node 4", "--nproc-per-node 4", "--nproc_per_node=4", "--nproc-per-node=4"], root="AssertionError: Loading")
written("mp-size-mismatch", "docker_prefixed_30b", """
llama-1  | Traceback (most recent call last):
llama-1  |   File "/app/serve.py", line 22, in <module>
llama-1  |     generator = Llama.build(ckpt_dir=CKPT, tokenizer_path=TOK, max_seq_len=512, max_batch_size=4)
llama-1  |   File "/app/llama/generation.py", line 103, in build
llama-1  |     assert model_parallel_size == len(
llama-1  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
llama-1  | AssertionError: Loading a checkpoint for MP=2 but world size is 1
""", where="facebookresearch/llama llama/generation.py", at=("/app/llama/generation.py", 103, "build"), form="docker", fix_any=["--nproc_per_node 2", "--nproc-per-node 2", "--nproc_per_node=2", "--nproc-per-node=2"], root="AssertionError: Loading")

# ---------------------------------------------------------------------------- dist-peer-death

PEER = """
import os
import time

import torch
import torch.distributed as dist

dist.init_process_group("gloo")
rank = dist.get_rank()
grad = torch.ones({0})
dist.all_reduce(grad)
if rank == 1:
    os._exit({1})
time.sleep(1)
dist.all_reduce(grad)
"""
scene("dist-peer-death", "gloo_closed_by_peer", PEER.format(4, 0), path="/home/alice/peer/train.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun",
      at='time.sleep(1)\ndist.all_reduce(grad)', root="Connection closed by peer", others=["dist-child-failed"], fix_any=["rank", "log"])
scene("dist-peer-death", "gloo_112", PEER.format(8, 0), path="/home/bo/peer/run.py", run="torchrun", torch="1.12", launch=["--nproc_per_node", "2"], form="docker", wears=[compose("peer")],
      at='time.sleep(1)\ndist.all_reduce(grad)', root="Connection ", others=["dist-child-failed"], fix_any=["rank", "log"])
written("dist-peer-death", "tcpstore_zero_bytes", """
[W520 11:04:51.204 TCPStore.cpp:115] [c10d] recvVector failed on SocketImpl(fd=64, addr=[localhost]:43152, remote=[localhost]:29500): failed to recv, got 0 bytes
[rank3]:[W520 11:04:52.907 ProcessGroupNCCL.cpp:1662] [PG ID 0 PG GUID 0 Rank 3] Failed to check the "should dump" flag on TCPStore, (maybe TCPStore server has shut down too early), with error: failed to recv, got 0 bytes
Exception raised from recvBytes at ../torch/csrc/distributed/c10d/Utils.hpp:678 (most recent call first):
frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x98 (0x7f5ef836c1b6 in /opt/venv/lib/python3.11/site-packages/torch/lib/libc10.so)
""", where="torch 2.6 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", form="ranked", entities={"ranks": [3]}, root="failed to recv, got 0 bytes", lines=False, fix_any=["rank"])
written("dist-peer-death", "communicator_aborted", """
[rank2]: Traceback (most recent call last):
[rank2]:   File "/workspace/rlhf/ppo.py", line 410, in <module>
[rank2]:     trainer.step(batch)
[rank2]:   File "/workspace/rlhf/ppo.py", line 288, in step
[rank2]:     dist.broadcast(advantages, src=0)
[rank2]: torch.distributed.DistBackendError: NCCL communicator was aborted on rank 2.  Original reason for failure was: [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=14, OpType=BROADCAST, NumelIn=512, NumelOut=512, Timeout(ms)=600000) ran for 600722 milliseconds before timing out.
""", where="torch 2.2 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", form="ranked", part="held", rule="nccl-timeout", at=None, root="NCCL communicator was aborted", entities={"ranks": [2]}, fix_any=["timeout=", "rank 0", "timedelta"])
written("dist-peer-death", "gloo_reset", """
Traceback (most recent call last):
  File "/home/cy/ddp/worker.py", line 52, in <module>
    dist.barrier()
  File "/home/cy/ddp/env/lib/python3.9/site-packages/torch/distributed/distributed_c10d.py", line 2776, in barrier
    work.wait()
RuntimeError: [/opt/conda/conda-bld/pytorch_1656352657443/work/third_party/gloo/gloo/transport/tcp/pair.cc:598] Connection closed by peer [10.0.3.11]:40211
""", where="torch 1.12 third_party/gloo/gloo/transport/tcp/pair.cc", form="plain", part="held", at=("/home/cy/ddp/worker.py", 52, "<module>"), root="Connection closed by peer", fix_any=["rank", "10.0.3.11"])
written("dist-peer-death", "store_broken_pipe", """
1: [W CudaIPCTypes.cpp:15] Producer process has been terminated before all shared CUDA tensors released. See Note [Sharing CUDA tensors]
1: Traceback (most recent call last):
1:   File "/scratch/jo/moe/run.py", line 133, in <module>
1:     dist.destroy_process_group()
1: torch.distributed.DistBackendError: [1] is setting up NCCL communicator and retrieving ncclUniqueId from [0] via c10d key-value store by key '0:1', but store->get('0:1') got error: Broken pipe
1: Exception raised from sendBytes at ../torch/csrc/distributed/c10d/Utils.hpp:643 (most recent call first):
srun: error: nid0003: task 0: Killed
""", where="torch 2.1 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp, Slurm 23", form="srun", root="DistBackendError: [1]", lines=False, rule="cpu-oom", others=["dist-peer-death"], fix_any=["--mem", "sacct", "memory", "dmesg"])

# one rank fails for a reason of its own, the others only see it go
scene("dist-peer-death", "cause_on_rank_1", """
import os

import torch
import torch.distributed as dist
from torch import nn

dist.init_process_group("gloo")
rank = dist.get_rank()
net = nn.Linear(8, 4 if rank == 0 else 3)
logits = net(torch.rand(2, 8))
loss = nn.functional.cross_entropy(logits, torch.tensor([3, 0]))
dist.all_reduce(loss.detach())
""", path="/home/dee/cause/train.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", rule="index-out-of-range", part="held",
      at="loss = nn.functional.cross_entropy(logits, torch.tensor([3, 0]))", root="Target 3 is out of bounds", entities={"ranks": [1]}, others=["dist-child-failed"], fix_any=["nn.Linear", "num_classes", "labels", "4"])

# ----------------------------------------------------------------------------- process-failed

written("process-failed", "accelerate_called_process", """
Traceback (most recent call last):
  File "/home/alice/.venv/bin/accelerate", line 8, in <module>
    sys.exit(main())
  File "/home/alice/.venv/lib/python3.10/site-packages/accelerate/commands/accelerate_cli.py", line 47, in main
    args.func(args)
  File "/home/alice/.venv/lib/python3.10/site-packages/accelerate/commands/launch.py", line 1014, in launch_command
    simple_launcher(args)
  File "/home/alice/.venv/lib/python3.10/site-packages/accelerate/commands/launch.py", line 637, in simple_launcher
    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)
subprocess.CalledProcessError: Command '['/home/alice/.venv/bin/python', 'train_dreambooth.py', '--resolution=512']' returned non-zero exit status 1.
""", where="accelerate 0.27 commands/launch.py", entities={"exitcode": 1}, root="CalledProcessError: Command", fix_any=["python train_dreambooth.py", "train_dreambooth.py"])
written("process-failed", "windows_access_violation", """
02:11:31-402194 INFO     Start training LoRA Standard ...
steps:   0%|          | 0/1500 [00:00<?, ?it/s]
Traceback (most recent call last):
  File "C:\\kohya\\venv\\lib\\site-packages\\accelerate\\commands\\launch.py", line 979, in launch_command
    simple_launcher(args)
  File "C:\\kohya\\venv\\lib\\site-packages\\accelerate\\commands\\launch.py", line 628, in simple_launcher
    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)
subprocess.CalledProcessError: Command '['C:\\\\kohya\\\\venv\\\\Scripts\\\\python.exe', './train_network.py']' returned non-zero exit status 3221225477.
""", where="accelerate 0.25 commands/launch.py, Windows status 0xC0000005", form="windows", entities={"exitcode": 3221225477}, root="CalledProcessError: Command", fix_any=["0xC0000005", "driver", "train_network.py", "faulthandler"])
written("process-failed", "deepspeed_exits", """
[2024-05-11 09:30:12,771] [INFO] [launch.py:315:sigkill_handler] Killing subprocess 18221
[2024-05-11 09:30:12,772] [INFO] [launch.py:315:sigkill_handler] Killing subprocess 18222
[2024-05-11 09:30:13,118] [ERROR] [launch.py:321:sigkill_handler] ['/opt/conda/bin/python', '-u', 'finetune.py', '--local_rank=1', '--deepspeed', 'ds_z3.json'] exits with return code = -9
""", where="deepspeed 0.14 launcher/launch.py", form="cut", part="held", rule="dist-signal-exit", entities={"exitcode": -9}, root="exits with return code", lines=False, fix_any=["offload", "memory", "dmesg", "pin_memory"])
written("process-failed", "deepspeed_exit_1", """
[2024-05-11 09:30:12,771] [INFO] [launch.py:315:sigkill_handler] Killing subprocess 18221
[2024-05-11 09:30:13,118] [ERROR] [launch.py:321:sigkill_handler] ['/opt/conda/bin/python', '-u', 'pretrain.py', '--local_rank=0'] exits with return code = 1
""", where="deepspeed 0.14 launcher/launch.py", form="cut", entities={"exitcode": 1}, root="exits with return code", lines=False, fix_any=["pretrain.py", "log"])
written("process-failed", "ray_training_failed", """
ray.train.base_trainer.TrainingFailedError: The Ray Train run failed. Please inspect the previous error messages for a cause. After fixing the issue (assuming that the error is not caused by your own application logic, but rather an error such as OOM), you can restart the run from scratch or continue this run.
To continue this run, you can use: `trainer = TorchTrainer.restore("/home/bo/ray_results/TorchTrainer_2024-01-08_10-12-44")`.
To start a new run that will retry on training failures, set `train.RunConfig(failure_config=train.FailureConfig(max_failures))` in the Trainer's `run_config` with `max_failures > 0`, or `max_failures = -1` for unlimited retries.
""", where="ray 2.9 train/base_trainer.py", form="message", part="held", root="TrainingFailedError", lines=False, fix_any=["log", "ray", "error"])
scene("process-failed", "subprocess_run_check", """
import subprocess
import sys

def convert(name):
    subprocess.run([sys.executable, "-c", "import sys; sys.exit(4)", name], check=True)

convert("weights.bin")
""", path="/home/cy/conv/pipeline.py", at="subprocess.run([sys.executable", entities={"exitcode": 4}, form="docker", wears=[compose("conv")], fix_any=["capture_output", "stderr", "weights.bin", "-c"])
scene("process-failed", "cause_above_in_child", """
import subprocess
import sys

subprocess.run([sys.executable, "child.py"], check=True)
""", path="/home/cy/conv/launch.py", at="net(torch.rand(2, 5))", at_file="child.py", files={"child.py": """
import torch
from torch import nn

net = nn.Linear(6, 2)
net(torch.rand(2, 5))
"""}, run="process", rule="shape-matmul", root="mat1 and mat2", entities={"shapes": [[2, 5], [6, 2]]}, others=["process-failed"], fix_any=["nn.Linear(5", "5"])

# ------------------------------------------------------------------------------ engine-failed

written("engine-failed", "vllm_v1_wrapper_alone", """
  File "/home/alice/serve/.venv/lib/python3.12/site-packages/vllm/v1/engine/utils.py", line 783, in launch_core_engines
    wait_for_engine_startup(
  File "/home/alice/serve/.venv/lib/python3.12/site-packages/vllm/v1/engine/utils.py", line 832, in wait_for_engine_startup
    raise RuntimeError(
RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore_DP0': 1}
""", where="vllm 0.11 v1/engine/utils.py", form="cut", root="Engine core initialization failed", fix_any=["above", "log", "EngineCore"])
written("engine-failed", "ray_task_error_with_cause", """
Traceback (most recent call last):
  File "/home/bo/tune/search.py", line 61, in <module>
    print(ray.get(train.remote(0.1)))
  File "/home/bo/tune/.venv/lib/python3.10/site-packages/ray/_private/worker.py", line 2623, in get
    raise value.as_instanceof_cause()
ray.exceptions.RayTaskError(RuntimeError): [36mray::train()[39m (pid=51011, ip=10.0.0.5)
  File "/home/bo/tune/search.py", line 40, in train
    logits = head(features)
  File "/home/bo/tune/.venv/lib/python3.10/site-packages/torch/nn/modules/linear.py", line 114, in forward
    return F.linear(input, self.weight, self.bias)
RuntimeError: mat1 and mat2 shapes cannot be multiplied (32x512 and 768x2)
""", where="ray 2.9 exceptions.py, torch 2.1", form="ray", rule="shape-matmul", others=["engine-failed"], at=("/home/bo/tune/search.py", 40, "train"), entities={"shapes": [[32, 512], [768, 2]]}, root="mat1 and mat2", fix_any=["nn.Linear(512", "512"])
written("engine-failed", "ray_worker_died", """
ray.exceptions.WorkerCrashedError: The worker died unexpectedly while executing this task. Check python-core-worker-*.log files for more information.
""", where="ray 2.9 exceptions.py", form="message", root="WorkerCrashedError", part="held", fix_any=["python-core-worker", "log"])
written("engine-failed", "vllm_async_dead", """
INFO:     10.2.0.4:51102 - "POST /v1/completions HTTP/1.1" 500 Internal Server Error
ERROR 08-14 02:17:55 async_llm_engine.py:61] Engine background task failed
Exception in callback functools.partial(<function _log_task_completion at 0x7f1d2c0>, error_callback=<bound method>)
vllm.engine.async_llm_engine.AsyncEngineDeadError: Task finished unexpectedly. This should never happen! Please open an issue on Github. See stack trace above for the actual cause.
""", where="vllm 0.5 engine/async_llm_engine.py", form="log", root="AsyncEngineDeadError", lines=False, fix_any=["above", "log"])
written("engine-failed", "actor_died", """
Traceback (most recent call last):
  File "/home/cy/rl/train.py", line 90, in <module>
    results = ray.get([a.step.remote() for a in actors])
ray.exceptions.RayActorError: The actor died unexpectedly before finishing this task.
	class_name: Rollout
	actor_id: 7d0c4e1b4dd9c1c65c1fd0a901000000
	pid: 22190
	ip: 10.0.0.9
The actor is dead because its worker process has died. Worker exit type: SYSTEM_ERROR Worker exit detail: Worker unexpectedly exits with a connection error code 2. End of file. There are some potential root causes. (1) The process is killed by SIGKILL by OOM killer due to high memory usage. (2) ray stop --force is called. (3) The worker is crashed unexpectedly due to SIGSEGV or other unexpected errors.
""", where="ray 2.9 exceptions.py", at=("/home/cy/rl/train.py", 90, "<module>"), root="RayActorError", part="held", fix_any=["dmesg", "memory", "log"])
written("engine-failed", "vllm_multiproc_with_cause", """
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708] EngineCore failed to start.
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708] Traceback (most recent call last):
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708]   File "/opt/v/lib/python3.12/site-packages/vllm/v1/worker/gpu_worker.py", line 168, in init_device
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708]     torch.cuda.set_device(self.device)
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708]   File "/opt/v/lib/python3.12/site-packages/torch/cuda/__init__.py", line 567, in set_device
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708]     torch._C._cuda_setDevice(device)
(EngineCore_0 pid=771) ERROR 09-01 10:00:12 [core.py:708] RuntimeError: CUDA error: invalid device ordinal
RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {}
""", where="vllm 0.10 v1/engine/core.py", form="logging", rule="cuda-invalid-ordinal", others=["engine-failed"], root="CUDA error: invalid device ordinal", lines=False, fix_any=["tensor_parallel_size", "tensor-parallel-size", "CUDA_VISIBLE_DEVICES", "device_count", "nvidia-smi"])

# -------------------------------------------------------------------------- replica-exception

WORKER = """
import torch
from torch.utils.data import DataLoader, Dataset


class {0}(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        {1}


for batch in DataLoader({0}(), batch_size=2, num_workers=2):
    print(len(batch))
"""
scene("replica-exception", "worker_index_error", WORKER.format("Frames", "return torch.zeros(3)[index + 3]"), path="/home/alice/frames/data.py", run="process", form="worker", rule="index-out-of-range",
      at="return torch.zeros(3)[index + 3]", root="IndexError: index", others=["replica-exception"], fix_any=["index", "3", "len("])
scene("replica-exception", "worker_view_112", WORKER.format("Crops", "return torch.zeros(10).view(3, 4)"), path="/home/bo/crops/data.py", run="process", torch="1.12", form="worker", rule="shape-view", part="held",
      at="return torch.zeros(10).view(3, 4)", root="RuntimeError: shape", others=["replica-exception"], entities={"shapes": [[3, 4]]}, fix_any=["10", "12", "-1"])
scene("replica-exception", "worker_own_error", WORKER.format("Docs", 'raise OSError(f"cannot decode document {index}")'), path="/home/cy/docs/data.py", run="process", form="docker", wears=[compose("docs")],
      at='raise OSError(f"cannot decode document {index}")', root="OSError: cannot decode", fix_any=["num_workers=0"], lines=False)
written("replica-exception", "dataparallel_replica_own", """
Traceback (most recent call last):
  File "/home/dee/dp/train.py", line 71, in <module>
    out = net(batch)
  File "/home/dee/env/lib/python3.8/site-packages/torch/nn/modules/module.py", line 1102, in _call_impl
    return forward_call(*input, **kwargs)
  File "/home/dee/env/lib/python3.8/site-packages/torch/nn/parallel/data_parallel.py", line 168, in forward
    outputs = self.parallel_apply(replicas, inputs, kwargs)
  File "/home/dee/env/lib/python3.8/site-packages/torch/nn/parallel/parallel_apply.py", line 86, in parallel_apply
    output.reraise()
  File "/home/dee/env/lib/python3.8/site-packages/torch/_utils.py", line 434, in reraise
    raise exception
StopIteration: Caught StopIteration in replica 0 on device 0.
Original Traceback (most recent call last):
  File "/home/dee/env/lib/python3.8/site-packages/torch/nn/parallel/parallel_apply.py", line 61, in _worker
    output = module(*input, **kwargs)
  File "/home/dee/env/lib/python3.8/site-packages/torch/nn/modules/module.py", line 1102, in _call_impl
    return forward_call(*input, **kwargs)
  File "/home/dee/dp/model.py", line 25, in forward
    dtype = next(self.parameters()).dtype
StopIteration
""", where="torch 1.10 torch/nn/parallel/parallel_apply.py", at=("/home/dee/dp/model.py", 25, "forward"), root="StopIteration: Caught", lines=False, fix_any=["DistributedDataParallel", "next(self.parameters())", "dtype"])
written("replica-exception", "dataparallel_device_mismatch", """
Traceback (most recent call last):
  File "train.py", line 98, in <module>
    main()
  File "train.py", line 60, in main
    loss = net(x, y)
  File "/home/eva/env/lib/python3.9/site-packages/torch/nn/parallel/data_parallel.py", line 171, in forward
    outputs = self.parallel_apply(replicas, inputs, kwargs)
  File "/home/eva/env/lib/python3.9/site-packages/torch/_utils.py", line 543, in reraise
    raise exception
RuntimeError: Caught RuntimeError in replica 1 on device 1.
Original Traceback (most recent call last):
  File "/home/eva/env/lib/python3.9/site-packages/torch/nn/parallel/parallel_apply.py", line 64, in _worker
    output = module(*input, **kwargs)
  File "/home/eva/gan/model.py", line 47, in forward
    return h * self.scale
RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:1 and cuda:0!
""", where="torch 1.13 torch/nn/parallel/parallel_apply.py", at=("/home/eva/gan/model.py", 47, "forward"), rule="device-mismatch", others=["replica-exception"], root="RuntimeError: Expected all", form="worker",
        entities={"devices": ["cuda:1", "cuda:0"]}, fix_any=["register_buffer", "nn.Parameter", "self.scale.to("])
written("replica-exception", "worker_wrapped_mail", """
> RuntimeError: Caught RuntimeError in pin memory thread for device 0.
> Original Traceback (most recent call last):
>   File
> "/opt/conda/lib/python3.10/site-packages/torch/utils/data/_utils/pin_memory.py",
> line 34, in do_one_step
>     data = pin_memory(data, device)
> RuntimeError: CUDA error: out of memory
> CUDA kernel errors might be asynchronously reported at some other API call,
> so the stacktrace below might be incorrect.
""", where="torch 2.1 torch/utils/data/_utils/pin_memory.py", form="wrapped", part="held", rule="cuda-oom", others=["replica-exception"], root="CUDA error: out of memory", lines=False, fix_any=["nvidia-smi", "pin_memory=False", "pin_memory"])

# ---------------------------------------------------------------------------- deepspeed-config

written("deepspeed-config", "train_batch_size", """
Traceback (most recent call last):
  File "/home/alice/zero/finetune.py", line 144, in <module>
    engine, optimizer, _, _ = deepspeed.initialize(model=llm, config="ds_config.json")
  File "/home/alice/zero/.venv/lib/python3.10/site-packages/deepspeed/__init__.py", line 157, in initialize
    config_class = DeepSpeedConfig(config, mpu)
  File "/home/alice/zero/.venv/lib/python3.10/site-packages/deepspeed/runtime/config.py", line 1019, in _batch_assertion
    assert train_batch == micro_batch * grad_acc * self.world_size, (
AssertionError: Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size 32 != 4 * 1 * 2
""", where="deepspeed 0.12 runtime/config.py", at=("/home/alice/zero/finetune.py", 144, "<module>"), root="AssertionError: Check batch", fix_any=['"train_batch_size": 8', '"auto"', "train_batch_size", "8"])
written("deepspeed-config", "train_batch_ranked", """
[rank0]: Traceback (most recent call last):
[rank0]:   File "/workspace/rl/main.py", line 71, in <module>
[rank0]:     main(cfg)
[rank0]:   File "/workspace/rl/main.py", line 40, in main
[rank0]:     engine = deepspeed.initialize(model=policy, config_params=ds)[0]
[rank0]:   File "/opt/env/lib/python3.11/site-packages/deepspeed/runtime/config.py", line 972, in _batch_assertion
[rank0]:     assert train_batch == micro_batch * grad_acc * self.world_size, (
[rank0]: AssertionError: Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size 256 != 4 * 8 * 1
""", where="deepspeed 0.15 runtime/config.py", form="ranked", part="held", at=("/workspace/rl/main.py", 40, "main"), root="AssertionError: Check batch", fix_any=["train_batch_size", '"auto"', "32"])
written("deepspeed-config", "hf_values_disagree", """
Traceback (most recent call last):
  File "/home/bo/sft/run_sft.py", line 99, in <module>
    trainer.train()
  File "/home/bo/.venv/lib/python3.10/site-packages/transformers/integrations/deepspeed.py", line 241, in trainer_config_finalize
    raise ValueError(
ValueError: Please correct the following DeepSpeed config values that mismatch TrainingArguments values:
- ds train_micro_batch_size_per_gpu=8 vs hf per_device_train_batch_size=4
- ds optimizer.params.lr=0.0003 vs hf learning_rate=2e-05
The easiest method is to set these DeepSpeed config values to 'auto'.
""", where="transformers 4.38 integrations/deepspeed.py", at=("/home/bo/sft/run_sft.py", 99, "<module>"), root="ValueError: Please correct", fix_any=['"auto"'])
written("deepspeed-config", "bf16_and_fp16", """
  File "/home/cy/z/train.py", line 33, in build
    self.engine, *_ = deepspeed.initialize(args=args, model=net, model_parameters=params)
  File "/home/cy/z/env/lib/python3.10/site-packages/deepspeed/runtime/config.py", line 806, in _initialize_params
    assert not (self.fp16_enabled and self.bfloat16_enabled), 'bfloat16 and fp16 modes cannot be simultaneously enabled'
AssertionError: bfloat16 and fp16 modes cannot be simultaneously enabled
""", where="deepspeed 0.12 runtime/config.py", form="cut", at=("/home/cy/z/train.py", 33, "build"), root="AssertionError: bfloat16", fix_any=['"fp16"', "fp16", '"enabled": false'])
written("deepspeed-config", "one_batch_parameter_needed", """
> AssertionError: Either train_batch_size or
> train_micro_batch_size_per_gpu needs to be provided
""", where="deepspeed 0.10 runtime/config.py", form="wrapped", part="held", root="AssertionError", lines=False, fix_any=["train_micro_batch_size_per_gpu"])
written("deepspeed-config", "docker_zero_optimizer", """
trainer-1  | Traceback (most recent call last):
trainer-1  |   File "/app/train.py", line 58, in <module>
trainer-1  |     engine, *_ = deepspeed.initialize(model=model, optimizer=opt, config=CONFIG)
trainer-1  |   File "/usr/local/lib/python3.10/dist-packages/deepspeed/runtime/engine.py", line 1170, in _do_optimizer_sanity_check
trainer-1  |     raise ZeRORuntimeException(msg)
trainer-1  | deepspeed.runtime.zero.utils.ZeRORuntimeException: You are using ZeRO-Offload with a client provided optimizer (<class 'torch.optim.adamw.AdamW'>) which in most cases will yield poor performance. Please either use deepspeed.ops.adam.DeepSpeedCPUAdam or set an optimizer in your ds-config (https://www.deepspeed.ai/docs/config-json/#optimizer-parameters). If you really want to use a custom optimizer w. ZeRO-Offload and understand the performance impacts you can also set <"zero_force_ds_cpu_optimizer": false> in your configuration file.
""", where="deepspeed 0.13 runtime/engine.py", form="docker", at=("/app/train.py", 58, "<module>"), root="ZeRORuntimeException: You are", fix_any=["DeepSpeedCPUAdam"])

# ---------------------------------------------------------------------- ddp-unused-parameters

UNUSED = """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class {0}(nn.Module):
    def __init__(self):
        super().__init__()
        self.used = nn.Linear(4, 4)
        self.spare = nn.Linear(4, 4)

    def forward(self, rows):
        return self.used(rows)


dist.init_process_group("gloo"{1})
net = DDP({0}())
for step in range(3):
    loss = net(torch.rand(2, 4)).sum()
    loss.backward()
"""
SOLO = ', init_method="tcp://127.0.0.1:{}", rank=0, world_size=1'
scene("ddp-unused-parameters", "torchrun_two_ranks", UNUSED.format("Branchy", ""), path="/home/alice/ddp/branchy.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun",
      at="loss = net(torch.rand(2, 4)).sum()", others=["dist-child-failed"], fix_any=["find_unused_parameters=True"], root="Expected to have finished reduction")
scene("ddp-unused-parameters", "torchrun_112", UNUSED.format("Twin", ""), path="/home/bo/ddp/twin.py", run="torchrun", torch="1.12", launch=["--nproc_per_node", "2"], form="docker", wears=[compose("twin")],
      at="loss = net(torch.rand(2, 4)).sum()", others=["dist-child-failed"], fix_any=["find_unused_parameters=True"], root="Expected to have finished reduction")
scene("ddp-unused-parameters", "single_18", UNUSED.format("Gate", SOLO.format(29721)), path="/home/cy/ddp/gate.py", run="process", torch="1.8", part="held", form="wrapped", wears=[mailed(76, "> ")],
      at="loss = net(torch.rand(2, 4)).sum()", fix_any=["find_unused_parameters=True"], root="Expected to have finished reduction")
scene("ddp-unused-parameters", "debug_names", UNUSED.format("Mixture", ""), path="/home/dee/ddp/mix.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", others=["dist-child-failed"], env={"TORCH_DISTRIBUTED_DEBUG": "INFO"}, root="Expected to have finished reduction",
      at="loss = net(torch.rand(2, 4)).sum()", entities={"parameters": ["spare.weight", "spare.bias"]}, fix_any=["find_unused_parameters=True", "spare"])
scene("dist-signal-exit", "sigsegv_debug_detail", UNUSED.format("Mixture", ""), path="/home/dee/ddp/mixture.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun",
      env={"TORCH_DISTRIBUTED_DEBUG": "DETAIL"}, others=["dist-child-failed"], entities={"exitcode": -11}, root="ChildFailedError", lines=False, fix_any=["faulthandler"])
written("ddp-unused-parameters", "lightning_strategy", """
Epoch 0:   0%|          | 1/3125 [00:04<4:05:11,  0.21it/s, v_num=7]
Traceback (most recent call last):
  File "/home/eva/lit/train.py", line 48, in <module>
    trainer.fit(LitVAE(), datamodule)
  File "/home/eva/lit/.venv/lib/python3.10/site-packages/pytorch_lightning/trainer/trainer.py", line 608, in fit
    call._call_and_handle_interrupt(
  File "/home/eva/lit/.venv/lib/python3.10/site-packages/pytorch_lightning/strategies/ddp.py", line 333, in training_step
    return self.model(*args, **kwargs)
  File "/home/eva/lit/.venv/lib/python3.10/site-packages/torch/nn/parallel/distributed.py", line 1139, in forward
    if torch.is_grad_enabled() and self.reducer._rebuild_buckets():
RuntimeError: It looks like your LightningModule has parameters that were not used in producing the loss returned by training_step. If this is intentional, you must enable the detection of unused parameters in DDP, either by setting the string value `strategy='ddp_find_unused_parameters_true'` or by setting the flag in the strategy with `strategy=DDPStrategy(find_unused_parameters=True)`.
""", where="pytorch-lightning 2.0 strategies/ddp.py", at=("/home/eva/lit/train.py", 48, "<module>"), root="RuntimeError: It looks like", fix_any=["ddp_find_unused_parameters_true", "find_unused_parameters=True"])
written("ddp-unused-parameters", "ranked_cut", """
[rank6]:   File "/fsx/vlm/train.py", line 377, in <module>
[rank6]:     outputs = model(**batch)
[rank6]:   File "/fsx/env/lib/python3.11/site-packages/torch/nn/parallel/distributed.py", line 1639, in forward
[rank6]:     inputs, kwargs = self._pre_forward(*inputs, **kwargs)
[rank6]: RuntimeError: Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that your module has parameters that were not used in producing loss. You can enable unused parameter detection by passing the keyword argument `find_unused_parameters=True` to `torch.nn.parallel.DistributedDataParallel`, and by
[rank6]: making sure all `forward` function outputs participate in calculating loss.
[rank6]: If you already have done the above, then the distributed data parallel module wasn't able to locate the output tensors in the return value of your module's `forward` function. Please include the loss function and the structure of the return value of `forward` of your module when reporting this issue (e.g. list, dict, iterable).
[rank6]: Parameter indices which did not receive grad for rank 6: 391 392 393 394
[rank6]:  In addition, you can set the environment variable TORCH_DISTRIBUTED_DEBUG to either INFO or DETAIL to print out information about which particular parameters did not receive gradient on this rank as part of this error
""", where="torch 2.4 torch/csrc/distributed/c10d/reducer.cpp", form="ranked", part="held", at=("/fsx/vlm/train.py", 377, "<module>"), entities={"ranks": [6]}, root="Expected to have finished", fix_any=["find_unused_parameters=True", "TORCH_DISTRIBUTED_DEBUG"])

# ---------------------------------------------------------------------- ddp-marked-ready-twice

TWICE = """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.checkpoint import checkpoint


class {0}(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Linear(4, 4)

    def forward(self, rows):
        once = checkpoint(self.shared, rows{2})
        return checkpoint(self.shared, once{2})


dist.init_process_group("gloo"{1})
net = DDP({0}(), find_unused_parameters=True)
loss = net(torch.rand(2, 4, requires_grad=True)).sum()
loss.backward()
"""
scene("ddp-marked-ready-twice", "checkpoint_reused", TWICE.format("Loop", SOLO.format(29731), ", use_reentrant=True"), path="/home/alice/twice/loop.py", run="process", at="loss.backward()", root="Expected to mark a variable",
      fix_any=["use_reentrant=False", "find_unused_parameters=False", "static_graph=True"])
scene("ddp-marked-ready-twice", "checkpoint_112", TWICE.format("Recur", SOLO.format(29732), ""), path="/home/bo/twice/recur.py", run="process", torch="1.12", at="loss.backward()", form="docker", wears=[compose("recur")], root="Expected to mark a variable",
      fix_any=["use_reentrant=False", "find_unused_parameters=False", "static_graph=True", "_set_static_graph"])
scene("ddp-marked-ready-twice", "checkpoint_18", TWICE.format("Tied", SOLO.format(29733), ""), path="/home/cy/twice/tied.py", run="process", torch="1.8", part="held", at="loss.backward()", form="quoted", wears=[quoted], root="Expected to mark a variable",
      fix_any=["find_unused_parameters=False", "static_graph", "checkpoint"])
scene("ddp-marked-ready-twice", "torchrun_two_ranks", TWICE.format("Shared", "", ", use_reentrant=True"), path="/home/dee/twice/shared.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", at="loss.backward()", root="Expected to mark a variable",
      others=["dist-child-failed"], fix_any=["use_reentrant=False", "find_unused_parameters=False", "static_graph=True"])
written("ddp-marked-ready-twice", "with_parameter_name", """
[rank0]: Traceback (most recent call last):
[rank0]:   File "/workspace/lora/sft.py", line 120, in <module>
[rank0]:     trainer.train()
[rank0]:   File "/opt/env/lib/python3.10/site-packages/accelerate/accelerator.py", line 2001, in backward
[rank0]:     loss.backward(**kwargs)
[rank0]: RuntimeError: Expected to mark a variable ready only once. This error is caused by one of the following reasons: 1) Use of a module parameter outside the `forward` function. Please make sure model parameters are not shared across multiple concurrent forward-backward passes. or try to use _set_static_graph() as a workaround if this module graph does not change during training loop.2) Reused parameters in multiple reentrant backward passes. For example, if you use multiple `checkpoint` functions to wrap the same part of your model, it would result in the same set of parameters been used by different reentrant backward passes multiple times, and hence marking a variable ready multiple times. DDP does not support such use cases in default. You can try to use _set_static_graph() as a workaround if your module graph does not change over iterations.
[rank0]: Parameter at index 127 with name base_model.model.model.layers.31.self_attn.v_proj.lora_B.default.weight has been marked as ready twice. This means that multiple autograd engine  hooks have fired for this particular parameter during this iteration.
""", where="torch 2.1 torch/csrc/distributed/c10d/reducer.cpp", form="ranked", part="held", at=("/workspace/lora/sft.py", 120, "<module>"),
        entities={"parameters": ["base_model.model.model.layers.31.self_attn.v_proj.lora_B.default.weight"]}, root="Expected to mark", fix_any=["use_reentrant", "ddp_find_unused_parameters=False", "find_unused_parameters=False"])
written("ddp-marked-ready-twice", "message_only", """
RuntimeError: Expected to mark a variable ready only once. This error is caused by one of the following reasons: 1) Use of a module parameter outside the `forward` function. Please make sure model parameters are not shared across multiple concurrent forward-backward passes2) Reused parameters in multiple reentrant backward passes. For example, if you use multiple `checkpoint` functions to wrap the same part of your model, it would result in the same set of parameters been used by different reentrant backward passes multiple times, and hence marking a variable ready multiple times. DDP does not support such use cases yet.3) Incorrect unused parameter detection. The return value of the `forward` function is inspected by the distributed data parallel wrapper to figure out if any of the module's parameters went unused. For unused parameters, DDP would not expect gradients from then. However, if an unused parameter becomes part of the autograd graph at a later point in time (e.g., in a reentrant backward when using `checkpoint`), the gradient will show up unexpectedly. If all parameters in the model participate in the backward pass, you can disable unused parameter detection by passing the keyword argument `find_unused_parameters=False` to `torch.nn.parallel.DistributedDataParallel`.
""", where="torch 1.8 torch/lib/c10d/reducer.cpp", form="message", root="Expected to mark", fix_any=["use_reentrant", "find_unused_parameters=False"])
