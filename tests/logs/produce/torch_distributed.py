"""The distributed group: two gloo processes where they can fail for real, the library's words for NCCL."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, stripped, terminal, uncaretted, windows)

# --------------------------------------------------------------------------- nccl-not-built

for torch_, name, part, form, wears, path in [
    ("2.13", "single_process_env", "open", "plain", [], "/home/alice/dist/train.py"),
    ("1.12", "fire_cli", "open", "stripped", [stripped], "/home/dieter/llama/run.py"),
]:
    scene("nccl-not-built", name, """
import os

import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29511", RANK="0", WORLD_SIZE="1")


def start(backend):
    dist.init_process_group(backend)


start("nccl")
""" if torch_ == "2.13" else """
import os

import torch
import torch.distributed as dist

dist.distributed_c10d.is_nccl_available = lambda: False
dist.distributed_c10d._NCCL_AVAILABLE = False
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29512", RANK="0", WORLD_SIZE="1")

def build(ckpt):
    torch.distributed.init_process_group("nccl")

build("7B")
""", path=path, at="dist.init_process_group(backend)" if torch_ == "2.13" else 'torch.distributed.init_process_group("nccl")',
          torch=torch_, run="process", part=part, form=form, wears=wears, fix_any=["gloo", "--index-url"])

scene("nccl-not-built", "torchrun_two_ranks", """
import torch
import torch.distributed as dist

def main():
    dist.init_process_group(backend="nccl")
    print("world", dist.get_world_size())

if __name__ == "__main__":
    main()
""", path="/home/dieter/chat/example_chat.py", at='dist.init_process_group(backend="nccl")', run="torchrun",
      launch=["--nproc-per-node", "2"], form="torchrun", others=["dist-child-failed"], fix_any=["gloo", "--index-url"])

scene("nccl-not-built", "notebook", None, cells=["import os, torch.distributed as dist\nos.environ.update(MASTER_ADDR='localhost', MASTER_PORT='29513', RANK='0', WORLD_SIZE='1')",
      "dist.init_process_group('nccl')"], path="/home/pia/nb/ddp.ipynb", at="dist.init_process_group('nccl')", run="guest", form="notebook", part="held",
      count=3, fix_any=["gloo", "--index-url"])

written("nccl-not-built", "windows_13", r"""
[W socket.cpp:601] [c10d] The client socket has failed to connect to [kubernetes.docker.internal]:29500 (system error: 10049 - The requested address is not valid in its context.).
Traceback (most recent call last):
  File "C:\src\nemo\train_tts.py", line 64, in <module>
    main()
  File "C:\src\nemo\train_tts.py", line 40, in main
    trainer.fit(tacotron)
  File "C:\src\nemo\venv\lib\site-packages\pytorch_lightning\strategies\ddp.py", line 191, in setup_distributed
    _init_dist_connection(self.cluster_environment, self._process_group_backend, timeout=self._timeout)
  File "C:\src\nemo\venv\lib\site-packages\torch\distributed\distributed_c10d.py", line 895, in init_process_group
    default_pg = _new_process_group_helper(
  File "C:\src\nemo\venv\lib\site-packages\torch\distributed\distributed_c10d.py", line 998, in _new_process_group_helper
    raise RuntimeError("Distributed package doesn't have NCCL " "built in")
RuntimeError: Distributed package doesn't have NCCL built in
""", where="torch 1.13 torch/distributed/distributed_c10d.py", at=(r"C:\src\nemo\train_tts.py", 40, "main"), form="windows", part="held",
        fix_any=["gloo"], root="RuntimeError: Distributed package")

written("nccl-not-built", "mac_typographic", """
Then I ran torchrun --nproc_per_node 1 example_text_completion.py and got

NOTE: Redirects are currently not supported in Windows or MacOs.
Traceback (most recent call last):
File “/Users/zoe/code/llama/example_text_completion.py”, line 55, in
fire.Fire(main)
File “/Users/zoe/anaconda3/lib/python3.10/site-packages/fire/core.py”, line 141, in Fire
component_trace = _Fire(component, args, parsed_flag_args, context, name)
File “/Users/zoe/code/llama/example_text_completion.py”, line 18, in main
generator = Llama.build(
File “/Users/zoe/code/llama/llama/generation.py”, line 62, in build
torch.distributed.init_process_group(“nccl”)
File “/Users/zoe/anaconda3/lib/python3.10/site-packages/torch/distributed/distributed_c10d.py”, line 1013, in _new_process_group_helper
raise RuntimeError(“Distributed package doesn’t have NCCL ” “built in”)
RuntimeError: Distributed package doesn’t have NCCL built in
ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: 1) local_rank: 0 (pid: 23273) of binary: /Users/zoe/anaconda3/bin/python
""", where="torch 2.0 torch/distributed/distributed_c10d.py; a blog's typographic quotes", form="stripped",
        at=("/Users/zoe/code/llama/llama/generation.py", 62, "build"), fix_any=["gloo"], root="RuntimeError: Distributed package")

# ------------------------------------------------------------------------------ nccl-error

DBE = "torch.distributed.DistBackendError"
scene("nccl-error", "unhandled_system_error", """
import torch
import torch.distributed as dist

def sync(value):
    counter = torch.tensor([value]).cuda()
    dist.all_reduce(counter)
    return counter

dist.init_process_group("gloo")
total = sync(3)
""", path="/home/alice/ddp/sync.py", at="dist.all_reduce(counter)", gpu=True, run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun",
      breaks=("allreduce", 1, DBE, "NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1691, unhandled system error (run with "
              "NCCL_DEBUG=INFO for details), NCCL version 2.19.3\nncclSystemError: System call (e.g. socket, malloc) or external library call failed "
              "or device error. \nLast error:\nsocketStartConnect: Connect to 172.17.0.3<42221> failed : Software caused connection abort"),
      where="torch 2.2 torch/csrc/distributed/c10d/NCCLUtils.hpp, NCCL 2.19.3 src/misc/socket.cc", others=["dist-child-failed"],
      entities={"versions": ["2.19.3"]}, fix_any=["NCCL_SOCKET_IFNAME", "NCCL_DEBUG=INFO", "NCCL_IB_DISABLE"])

scene("nccl-error", "unhandled_cuda_error_112", """
import os
import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29531", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")
flag = torch.zeros(1).cuda()
dist.broadcast(flag, src=0)
""", path="/home/bo/ddp/flag.py", at="dist.broadcast(flag, src=0)", gpu=True,
      breaks=("broadcast", 1, "RuntimeError", "NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1191, unhandled cuda error, NCCL version "
              "2.10.3\nncclUnhandledCudaError: Call to CUDA function failed."), where="torch 1.12.1 torch/csrc/distributed/c10d/NCCLUtils.hpp",
      entities={"versions": ["2.10.3"]}, form="docker", wears=[compose("node0")], fix_any=["NCCL_DEBUG=INFO", "nvidia-smi", "NCCL_P2P_DISABLE", "set_device"])

scene("nccl-error", "invalid_usage", """
import os
import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29532", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")

def barrier_all():
    dist.barrier()

barrier_all()
""", path="/home/cy/ddp/bar.py", at="    dist.barrier()", gpu=True, part="held",
      breaks=("barrier", 1, "RuntimeError", "NCCL error in: /pytorch/torch/lib/c10d/ProcessGroupNCCL.cpp:825, invalid usage, NCCL version 2.7.8\n"
              "ncclInvalidUsage: This usually reflects invalid usage of NCCL library (such as too many async ops, too many collectives at once, mixing streams in a group, etc)."),
      where="torch 1.8.1 torch/lib/c10d/NCCLUtils.hpp", entities={"versions": ["2.7.8"]},
      fix_any=["torch.cuda.set_device", "set_device(local_rank)", "CUDA_VISIBLE_DEVICES", "set_device"], form="quoted", wears=[quoted])

written("nccl-error", "shm_no_space", """
trainer-0: worker-1:231:302 [1] include/shm.h:28 NCCL WARN Call to posix_fallocate failed : No space left on device
trainer-0: worker-1:231:302 [1] include/shm.h:48 NCCL WARN Error while creating shared memory segment nccl-shm-recv-9d8ba29f6d3ab9a9-0-0-1 (size 9637888)
trainer-0: Traceback (most recent call last):
trainer-0:   File "/workspace/pretrain.py", line 77, in <module>
trainer-0:     model = DDP(model, device_ids=[local_rank])
trainer-0:   File "/opt/conda/lib/python3.8/site-packages/torch/nn/parallel/distributed.py", line 496, in __init__
trainer-0:     dist._verify_model_across_ranks(self.process_group, parameters)
trainer-0: RuntimeError: NCCL error in: /opt/pytorch/pytorch/torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:911, unhandled system error, NCCL version 21.0.3
trainer-0: ncclSystemError: System call (socket, malloc, munmap, etc) failed.
""", where="torch 1.10 torch/csrc/distributed/c10d/NCCLUtils.hpp, NCCL 2.10 include/shm.h", at=("/workspace/pretrain.py", 77, "<module>"),
        form="kubernetes", accept=["disk-full", "dataloader-worker"], fix_any=["--shm-size", "/dev/shm", "shm_size"], root="RuntimeError: NCCL error")

written("nccl-error", "remote_process_exited", """
[rank4]: Traceback (most recent call last):
[rank4]:   File "/fsx/ml/moe/train.py", line 512, in <module>
[rank4]:     train(cfg)
[rank4]:   File "/fsx/ml/moe/train.py", line 388, in train
[rank4]:     dist.all_gather_into_tensor(full, shard)
[rank4]:   File "/fsx/ml/env/lib/python3.10/site-packages/torch/distributed/c10d_logger.py", line 79, in wrapper
[rank4]:     return func(*args, **kwargs)
[rank4]:   File "/fsx/ml/env/lib/python3.10/site-packages/torch/distributed/distributed_c10d.py", line 2948, in all_gather_into_tensor
[rank4]:     work = group._allgather_base(output_tensor, input_tensor, opts)
[rank4]: torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:2006, remote process exited or there was a network error, NCCL version 2.20.5
[rank4]: ncclRemoteError: A call failed possibly due to a network error or a remote process exiting prematurely.
[rank4]: Last error:
[rank4]: socketProgress: Connection closed by remote peer ip-10-0-17-201.ec2.internal<50222>
""", where="torch 2.4 torch/csrc/distributed/c10d/NCCLUtils.hpp, NCCL 2.20.5", at=("/fsx/ml/moe/train.py", 388, "train"), form="ranked", part="held",
        entities={"ranks": [4], "versions": ["2.20.5"]}, fix_any=["NCCL_DEBUG=INFO", "rank"], root="DistBackendError: NCCL error")

written("nccl-error", "driver_insufficient_in_last_error", """
Traceback (most recent call last):
  File "/home/sol/vits/train_ms.py", line 294, in <module>
    main()
  File "/home/sol/vits/train_ms.py", line 50, in main
    mp.spawn(run, nprocs=n_gpus, args=(n_gpus, hps,))
  File "/home/sol/.venv/lib/python3.10/site-packages/torch/multiprocessing/spawn.py", line 239, in spawn
    return start_processes(fn, args, nprocs, join, daemon, start_method='spawn')
  File "/home/sol/.venv/lib/python3.10/site-packages/torch/multiprocessing/spawn.py", line 160, in join
    raise ProcessRaisedException(msg, error_index, failed_process.pid)
torch.multiprocessing.spawn.ProcessRaisedException:

-- Process 1 terminated with the following error:
Traceback (most recent call last):
  File "/home/sol/.venv/lib/python3.10/site-packages/torch/multiprocessing/spawn.py", line 69, in _wrap
    fn(i, *args)
  File "/home/sol/vits/train_ms.py", line 93, in run
    net_g = DDP(net_g, device_ids=[rank])
  File "/home/sol/.venv/lib/python3.10/site-packages/torch/nn/parallel/distributed.py", line 674, in __init__
    _verify_param_shape_across_processes(self.process_group, parameters)
RuntimeError: NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1269, internal error, NCCL version 2.14.3
ncclInternalError: Internal check failed.
Last error:
Net : Call to recv from 127.0.1.1<38459> failed : Connection refused
""", where="torch 2.0 torch/csrc/distributed/c10d/NCCLUtils.hpp", at=("/home/sol/vits/train_ms.py", 93, "run"), form="spawn",
        others=["dist-child-failed"], entities={"versions": ["2.14.3"]}, fix_any=["NCCL_SOCKET_IFNAME", "NCCL_DEBUG=INFO", "NCCL_P2P_DISABLE"], root="RuntimeError: NCCL error")

# ----------------------------------------------------------------------------- nccl-timeout

written("nccl-timeout", "watchdog_112", """
Epoch 3:  41%|████      | 2050/5000 [31:12<44:50,  1.10it/s, loss=1.92]
[E ProcessGroupNCCL.cpp:737] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=46951, OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1802212 milliseconds before timing out.
[E ProcessGroupNCCL.cpp:737] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=46951, OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1802198 milliseconds before timing out.
[E ProcessGroupNCCL.cpp:414] Some NCCL operations have failed or timed out. Due to the asynchronous nature of CUDA kernels, subsequent GPU operations might run on corrupted/incomplete data. To avoid this inconsistency, we are taking the entire process down.
terminate called after throwing an instance of 'std::runtime_error'
  what():  [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=46951, OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1802212 milliseconds before timing out.
ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: -6) local_rank: 1 (pid: 9977) of binary: /home/ofa/env/bin/python3
""", where="torch 1.12 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", entities={"ranks": [1, 3]}, fix_any=["timeout=", "TORCH_DISTRIBUTED_DEBUG", "NCCL_DEBUG", "py-spy"],
        root="Watchdog caught", lines=False)

written("nccl-timeout", "flight_recorder_26", """
[rank0]:[E626 06:24:44.159932949 ProcessGroupNCCL.cpp:616] [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=808, OpType=ALLREDUCE, NumelIn=9801523, NumelOut=9801523, Timeout(ms)=600000) ran for 600030 milliseconds before timing out.
[rank0]:[E626 06:24:44.160366013 ProcessGroupNCCL.cpp:1785] [PG ID 0 PG GUID 0(default_pg) Rank 0] Exception (either an error or timeout) detected by watchdog at work: 808, last enqueued NCCL work: 811, last completed NCCL work: 807.
[rank2]:[E626 06:24:44.173078629 ProcessGroupNCCL.cpp:616] [Rank 2] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=808, OpType=ALLREDUCE, NumelIn=9801523, NumelOut=9801523, Timeout(ms)=600000) ran for 600061 milliseconds before timing out.
[rank0]:[E626 06:24:44.900121841 ProcessGroupNCCL.cpp:1834] [PG ID 0 PG GUID 0(default_pg) Rank 0] Timeout at NCCL work: 808, last enqueued NCCL work: 811, last completed NCCL work: 807.
[rank0]:[E626 06:24:44.900150337 ProcessGroupNCCL.cpp:630] [Rank 0] Some NCCL operations have failed or timed out. Due to the asynchronous nature of CUDA kernels, subsequent GPU operations might run on corrupted/incomplete data.
[rank0]:[E626 06:24:44.900158102 ProcessGroupNCCL.cpp:636] [Rank 0] To avoid data inconsistency, we are taking the entire process down.
[rank0]:[E626 06:24:44.902133410 ProcessGroupNCCL.cpp:1595] [PG ID 0 PG GUID 0(default_pg) Rank 0] Process group watchdog thread terminated with exception: [Rank 0] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=808, OpType=ALLREDUCE, NumelIn=9801523, NumelOut=9801523, Timeout(ms)=600000) ran for 600030 milliseconds before timing out.
terminate called after throwing an instance of 'c10::DistBackendError'
""", where="torch 2.6 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", entities={"ranks": [0, 2]}, fix_any=["timeout=", "TORCH_NCCL_TRACE_BUFFER_SIZE", "TORCH_DISTRIBUTED_DEBUG", "py-spy"],
        root="Watchdog caught", lines=False, form="ranked")

written("nccl-timeout", "one_rank_skipped_checkpoint", """
[rank3]:[E ProcessGroupNCCL.cpp:563] [Rank 3] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1204, OpType=_ALLGATHER_BASE, NumelIn=262144, NumelOut=1048576, Timeout(ms)=1800000) ran for 1800420 milliseconds before timing out.
[rank1]:[E ProcessGroupNCCL.cpp:563] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1204, OpType=_ALLGATHER_BASE, NumelIn=262144, NumelOut=1048576, Timeout(ms)=1800000) ran for 1800511 milliseconds before timing out.
[rank2]:[E ProcessGroupNCCL.cpp:563] [Rank 2] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=1204, OpType=_ALLGATHER_BASE, NumelIn=262144, NumelOut=1048576, Timeout(ms)=1800000) ran for 1800574 milliseconds before timing out.
[rank0]: Traceback (most recent call last):
[rank0]:   File "/workspace/sft/train.py", line 241, in <module>
[rank0]:     evaluate(model, rouge)
[rank0]:   File "/workspace/sft/train.py", line 199, in evaluate
[rank0]:     dist.barrier()
[rank0]: torch.distributed.DistBackendError: [0] is setting up NCCL communicator and retrieving ncclUniqueId from [0] via c10d key-value store by key '0', but store->get('0') got error: Connection reset by peer
""", where="torch 2.2 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", part="held", form="ranked", entities={"ranks": [1, 2, 3]},
        fix_any=["timeout=", "barrier", "rank"], root="Watchdog caught", lines=False)

scene("nccl-timeout", "python_exception_112", """
import os
import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29541", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")

class Meter:
    def reduce(self, value):
        box = torch.tensor(value).cuda()
        dist.all_reduce(box)
        return box.item()

print(Meter().reduce(0.5))
""", path="/home/max/meters/meter.py", at="dist.all_reduce(box)", gpu=True, form="docker", wears=[prefixed(docker_time)],
      breaks=("allreduce", 1, "RuntimeError", "[Rank 0] Caught collective operation timeout: WorkNCCL(SeqNum=17, OpType=ALLREDUCE, Timeout(ms)=1800000) ran for 1808112 milliseconds before timing out."),
      where="torch 1.12.1 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", entities={"ranks": [0]}, fix_any=["timeout=", "timedelta"])

written("nccl-timeout", "unique_id_wait", """
Traceback (most recent call last):
  File "/data/ada/vlm/main.py", line 133, in <module>
    setup_model(args)
  File "/data/ada/vlm/main.py", line 88, in setup_model
    dist.barrier()
  File "/data/ada/.venv/lib/python3.10/site-packages/torch/distributed/distributed_c10d.py", line 3436, in barrier
    work = default_pg.barrier(opts=opts)
torch.distributed.DistBackendError: [1] is setting up NCCL communicator and retrieving ncclUniqueId from [0] via c10d key-value store by key '0', but store->get('0') got error: Wait timeout
Exception raised from doWait at ../torch/csrc/distributed/c10d/TCPStore.cpp:550 (most recent call first):
frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x57 (0x7f5cb43b4617 in /data/ada/.venv/lib/python3.10/site-packages/torch/lib/libc10.so)
frame #1: c10d::TCPStore::doWait(c10::ArrayRef<std::string>, std::chrono::duration<long, std::ratio<1l, 1000l> >) + 0x23d
. This may indicate a possible application crash on rank 0 or a network set up issue.
""", where="torch 2.1 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", at=("/data/ada/vlm/main.py", 88, "setup_model"), part="held", form="plain",
        accept=["dist-peer-death"], fix_any=["timeout=", "rank 0", "NCCL_SOCKET_IFNAME"], root="DistBackendError: [1] is setting up")

written("nccl-timeout", "heartbeat_monitor", """
> [rank5]:[F ProcessGroupNCCL.cpp:1143] [PG 0 Rank 5] [PG 0 Rank 5]
> ProcessGroupNCCL's watchdog got stuck for 600 seconds without making
> progress in monitoring enqueued collectives. This typically indicates a
> NCCL/CUDA API hang blocking the watchdog, and could be triggered by another
> thread holding the GIL inside a CUDA api, or other deadlock-prone behaviors.
> If you suspect the watchdog is not actually stuck and a longer timeout would
> help, you can either increase the timeout
> (TORCH_NCCL_HEARTBEAT_TIMEOUT_SEC) to a larger value or disable the
> heartbeat monitor (TORCH_NCCL_ENABLE_MONITORING=0).
""", where="torch 2.4 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", form="wrapped", entities={"ranks": [5]}, fix_any=["TORCH_NCCL_HEARTBEAT_TIMEOUT_SEC", "py-spy"],
        root="watchdog got stuck", lines=False)

# -------------------------------------------------------------------------- dist-env-missing

for torch_, name, part, form, wears in [("2.13", "rank_plain", "open", "plain", []), ("1.12", "rank_112", "open", "docker", [compose("ddp-1")]),
                                        ("1.8", "rank_18", "held", "quoted", [quoted])]:
    scene("dist-env-missing", name, """
import torch.distributed as dist


def setup_distributed():
    dist.init_process_group(backend="gloo", init_method="env://")


if __name__ == "__main__":
    setup_distributed()
""", path=f"/home/alice/{name}/train.py", at='dist.init_process_group(backend="gloo"', torch=torch_, part=part, form=form, wears=wears, run="process",
          fix_any=["torchrun"], entities={})

scene("dist-env-missing", "local_rank_keyerror", """
import os

import torch

def pick_device():
    local_rank = int(os.environ["LOCAL_RANK"])
    return torch.device("cuda", local_rank)

device = pick_device()
""", path="/home/nat/fsdp/run.py", at='local_rank = int(os.environ["LOCAL_RANK"])', fix_any=["torchrun"])

scene("dist-env-missing", "master_addr_notebook", None, cells=["import os, torch.distributed as dist\nos.environ['RANK'] = '0'; os.environ['WORLD_SIZE'] = '1'",
      "dist.init_process_group('gloo')"], path="/home/pia/nb/one.ipynb", at="dist.init_process_group('gloo')", run="guest", form="notebook", part="held",
      fix_any=["torchrun", "MASTER_ADDR"])

scene("dist-env-missing", "world_size_pytest", """
import os

import pytest
import torch.distributed as dist


@pytest.fixture
def group(monkeypatch):
    monkeypatch.setenv("RANK", "0")
    dist.init_process_group("gloo")
    yield
    dist.destroy_process_group()


def test_reduce(group):
    assert dist.get_rank() == 0
""", path="/home/rex/lib/tests/test_dist.py", at='dist.init_process_group("gloo")', run="pytest", form="pytest", fix_any=["torchrun", "WORLD_SIZE"])

# ----------------------------------------------------------------------- dist-address-in-use

scene("dist-address-in-use", "tcpstore_213", """
import socket

import torch.distributed as dist

busy = socket.socket()
busy.bind(("0.0.0.0", 29500))
busy.listen()


def start(rank, world):
    dist.init_process_group("gloo", init_method="tcp://127.0.0.1:29500", rank=rank, world_size=world)


start(0, 2)
""", path="/home/alice/two/runs.py", at='dist.init_process_group("gloo", init_method=', run="process", entities={"port": 29500},
      fix_any=["--master-port", "--master_port", "MASTER_PORT", "rdzv-endpoint", "29500", "--rdzv"])

scene("dist-address-in-use", "tcpstore_112", """
import os
import socket

import torch.distributed as dist

holder = socket.socket(); holder.bind(("0.0.0.0", 29501)); holder.listen()
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29501", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")
""", path="/home/ann/two/second.py", at='dist.init_process_group("gloo")', run="process", torch="1.12", entities={"port": 29501}, form="docker",
      wears=[compose("second-1")], fix_any=["MASTER_PORT", "--master_port", "--master-port", "rdzv"])

scene("dist-address-in-use", "tcpstore_18", """
import os
import socket

import torch.distributed as dist

holder = socket.socket(); holder.bind(("0.0.0.0", 29502)); holder.listen()
os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29502", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")
""", path="/home/ann/old/second.py", at='dist.init_process_group("gloo")', run="process", torch="1.8", part="held", form="stripped", wears=[stripped],
      fix_any=["MASTER_PORT", "--master_port", "--master-port", "rdzv"])

scene("dist-address-in-use", "torchrun_master_port_taken", """
print("never reached")
""", path="/home/jo/exp/train.py", run="process", launch=["-c", """
import socket, subprocess, sys, os
s = socket.socket(); s.bind(("0.0.0.0", 29503)); s.listen()
run = os.path.join(os.path.dirname(sys.executable), "torchrun")
sys.exit(subprocess.run([run, "--nproc-per-node", "2", "--nnodes", "1", "--node-rank", "0", "--master-addr", "127.0.0.1", "--master-port", "29503", "train.py"]).returncode)
"""], form="torchrun", entities={"port": 29503}, fix_any=["--master-port", "--master_port", "MASTER_PORT", "--rdzv"])

scene("dist-address-in-use", "tensorboard_like_server", """
import socketserver

class Metrics(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"ok")

def serve(port):
    first = socketserver.TCPServer(("127.0.0.1", port), Metrics)
    return socketserver.TCPServer(("127.0.0.1", port), Metrics)

serve(29504)
""", path="/home/jo/exp/metrics.py", at='return socketserver.TCPServer(("127.0.0.1", port), Metrics)', part="held", form="journal",
      wears=[journal("n1", "metrics", 99)], fix_any=["port", "lsof", "ss -ltnp"])

written("dist-address-in-use", "ipv6_and_ipv4", """
[W socket.cpp:426] [c10d] The server socket has failed to bind to [::]:12355 (errno: 98 - Address already in use).
[W socket.cpp:426] [c10d] The server socket has failed to bind to 0.0.0.0:12355 (errno: 98 - Address already in use).
[E socket.cpp:462] [c10d] The server socket has failed to listen on any local network address.
Traceback (most recent call last):
  File "/home/uwe/ft/finetune.py", line 210, in <module>
    mp.spawn(worker, nprocs=2)
  File "/home/uwe/ft/venv/lib/python3.10/site-packages/torch/multiprocessing/spawn.py", line 160, in join
    raise ProcessRaisedException(msg, error_index, failed_process.pid)
torch.multiprocessing.spawn.ProcessRaisedException:

-- Process 0 terminated with the following error:
Traceback (most recent call last):
  File "/home/uwe/ft/venv/lib/python3.10/site-packages/torch/multiprocessing/spawn.py", line 69, in _wrap
    fn(i, *args)
  File "/home/uwe/ft/finetune.py", line 151, in worker
    dist.init_process_group("nccl", rank=rank, world_size=2)
  File "/home/uwe/ft/venv/lib/python3.10/site-packages/torch/distributed/rendezvous.py", line 174, in _create_c10d_store
    return TCPStore(
RuntimeError: The server socket has failed to listen on any local network address. The server socket has failed to bind to [::]:12355 (errno: 98 - Address already in use). The server socket has failed to bind to 0.0.0.0:12355 (errno: 98 - Address already in use).
""", where="torch 2.0 torch/csrc/distributed/c10d/socket.cpp", at=("/home/uwe/ft/finetune.py", 151, "worker"), entities={"port": 12355}, form="spawn",
        others=["dist-child-failed"], fix_any=["MASTER_PORT", "12355"], root="RuntimeError: The server socket")

# ---------------------------------------------------------------------- dist-not-initialized

for torch_, name, part, form, wears in [("2.13", "barrier_first", "open", "plain", []), ("1.12", "barrier_first_112", "open", "docker", [compose("svc")]),
                                        ("1.8", "barrier_first_18", "held", "wrapped", [mailed(72, "> ")])]:
    scene("dist-not-initialized", name, """
import torch.distributed as dist


def save_once(path, payload):
    if dist.get_rank() == 0:
        print("saving", path)
    dist.barrier()


save_once("out.pt", {})
""", path=f"/home/alice/{name}/save.py", at="if dist.get_rank() == 0:", torch=torch_, part=part, form=form, wears=wears,
          fix_any=["init_process_group", "is_initialized()", "is_initialized"])

scene("dist-not-initialized", "ddp_without_init", """
import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP

policy = nn.Linear(4, 2)
policy = DDP(policy)
""", path="/home/quy/rl/ddp.py", at="policy = DDP(policy)", fix_any=["init_process_group"])

scene("dist-not-initialized", "distributed_sampler", """
import torch
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler


def make_loader(rows):
    data = TensorDataset(rows)
    sampler = DistributedSampler(data, shuffle=True)
    return DataLoader(data, sampler=sampler)


loader = make_loader(torch.ones(10, 2))
""", path="/home/quy/rl/loader.py", at="sampler = DistributedSampler(data, shuffle=True)", part="held", form="coloured", wears=[coloured],
      fix_any=["init_process_group", "num_replicas="])

scene("dist-not-initialized", "notebook_world_size", None, cells=["import torch.distributed as dist", "scale = 0.1 * dist.get_world_size()"],
      path="/home/pia/nb/w.ipynb", at="scale = 0.1 * dist.get_world_size()", run="guest", form="notebook", fix_any=["init_process_group", "is_initialized"])

scene("dist-not-initialized", "pytest_all_reduce", """
import torch
import torch.distributed as dist


def mean_over_ranks(value):
    value = value.clone()
    dist.all_reduce(value)
    return value / dist.get_world_size()


def test_mean():
    assert mean_over_ranks(torch.ones(1)).item() == 1
""", path="/home/rex/lib/tests/test_mean.py", at="dist.all_reduce(value)", run="pytest", form="pytest", fix_any=["init_process_group", "is_initialized"])

# ------------------------------------------------------------------------------ dist-connect

scene("dist-connect", "tcpstore_client_timeout", """
from datetime import timedelta

import torch.distributed as dist


def join(master):
    dist.init_process_group("gloo", init_method=f"tcp://{master}:29600", rank=1, world_size=2,
                            timeout=timedelta(seconds=2))


join("127.0.0.1")
""", path="/home/alice/nodes/join.py", at='dist.init_process_group("gloo", init_method=', run="process", entities={"port": 29600},
      fix_any=["MASTER_ADDR", "29600", "--rdzv", "rank 0"])

scene("dist-connect", "waits_for_workers", """
import os
from datetime import timedelta

import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29601", RANK="0", WORLD_SIZE="4")
dist.init_process_group("gloo", timeout=timedelta(seconds=2))
""", path="/home/alice/nodes/head.py", at='dist.init_process_group("gloo", timeout=', run="process", fix_any=["WORLD_SIZE", "world_size", "nproc", "--nnodes"])

scene("dist-connect", "tcpstore_112", """
from datetime import timedelta

import torch.distributed as dist

dist.init_process_group("gloo", init_method="tcp://127.0.0.1:29602", rank=1, world_size=2, timeout=timedelta(seconds=2))
""", path="/home/bea/nodes/join.py", at='dist.init_process_group("gloo"', run="process", torch="1.12", part="held", form="docker", wears=[compose("node1")],
      fix_any=["29602", "MASTER_ADDR", "--rdzv", "rank 0", "master"])

scene("dist-connect", "unknown_host_18", """
from datetime import timedelta

import torch.distributed as dist

dist.init_process_group("gloo", init_method="tcp://gpu-node-0.invalid:29603", rank=0, world_size=2, timeout=timedelta(seconds=2))
""", path="/home/bea/nodes/head.py", at='dist.init_process_group("gloo"', run="process", torch="1.8", form="quoted", wears=[quoted],
      fix_any=["MASTER_ADDR", "gpu-node-0", "host"])

written("dist-connect", "gloo_full_mesh", """
[rank0]: Traceback (most recent call last):
[rank0]:   File "/home/cam/cpu_ddp/main.py", line 24, in <module>
[rank0]:     dist.init_process_group("gloo")
[rank0]:   File "/home/cam/cpu_ddp/.venv/lib/python3.11/site-packages/torch/distributed/distributed_c10d.py", line 1832, in _new_process_group_helper
[rank0]:     backend_class = ProcessGroupGloo(
[rank0]: RuntimeError: Gloo connectFullMesh failed with [../third_party/gloo/gloo/transport/tcp/pair.cc:144] no error
""", where="torch 2.4 third_party/gloo/gloo/rendezvous/context.cc", at=("/home/cam/cpu_ddp/main.py", 24, "<module>"), form="ranked",
        fix_any=["GLOO_SOCKET_IFNAME"], root="RuntimeError: Gloo connectFullMesh")

written("dist-connect", "rdzv_connection_error", """
[W1012 18:32:11.904119300 socket.cpp:752] [c10d] The client socket has failed to connect to [node-a.cluster]:29400 (errno: 111 - Connection refused).
Traceback (most recent call last):
  File "/opt/env/lib/python3.11/site-packages/torch/distributed/elastic/rendezvous/c10d_rendezvous_backend.py", line 161, in _create_tcp_store
    store = TCPStore(
torch.distributed.DistNetworkError: The client socket has timed out after 60000ms while trying to connect to (node-a.cluster, 29400).

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/opt/env/bin/torchrun", line 8, in <module>
    sys.exit(main())
  File "/opt/env/lib/python3.11/site-packages/torch/distributed/launcher/api.py", line 237, in launch_agent
    rdzv_handler=rdzv_registry.get_rendezvous_handler(rdzv_parameters),
  File "/opt/env/lib/python3.11/site-packages/torch/distributed/elastic/rendezvous/c10d_rendezvous_backend.py", line 174, in _create_tcp_store
    raise RendezvousConnectionError(
torch.distributed.elastic.rendezvous.api.RendezvousConnectionError: The connection to the C10d store has failed. See inner exception for details.
""", where="torch 2.5 torch/distributed/elastic/rendezvous/c10d_rendezvous_backend.py", part="held", entities={"port": 29400}, form="torchrun",
        fix_any=["--rdzv-endpoint", "--rdzv_endpoint", "firewall", "29400"], root="DistNetworkError: The client socket")

# ----------------------------------------------------------------------------- dist-child-failed
# Wrappers alone: the cause is not in the paste.

SUMMARY = """
{0}
Traceback (most recent call last):
  File "{1}/bin/torchrun", line 8, in <module>
    sys.exit(main())
  File "{1}/lib/python3.10/site-packages/torch/distributed/elastic/multiprocessing/errors/__init__.py", line 346, in wrapper
    return f(*args, **kwargs)
  File "{1}/lib/python3.10/site-packages/torch/distributed/run.py", line 794, in main
    run(args)
  File "{1}/lib/python3.10/site-packages/torch/distributed/run.py", line 785, in run
    elastic_launch(
  File "{1}/lib/python3.10/site-packages/torch/distributed/launcher/api.py", line 134, in __call__
    return launch_agent(self._config, self._entrypoint, list(args))
  File "{1}/lib/python3.10/site-packages/torch/distributed/launcher/api.py", line 250, in launch_agent
    raise ChildFailedError(
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
{2} FAILED
------------------------------------------------------------
Failures:
{3}
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2023-08-03_15:35:37
  host      : {4}
  rank      : {5} (local_rank: {5})
  exitcode  : {6} (pid: {7})
  error_file: <N/A>
  traceback : {8}
============================================================
"""
ENABLE = "To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html"
NONE = "  <NO_OTHER_FAILURES>"

written("dist-child-failed", "summary_alone", SUMMARY.format(
    "ERROR:torch.distributed.elastic.multiprocessing.api:failed (exitcode: 1) local_rank: 0 (pid: 23273) of binary: /opt/conda/bin/python",
    "/opt/conda", "train.py", NONE, "node1", 0, 1, 23273, ENABLE), where="torch 2.0 torch/distributed/elastic", form="cut",
    entities={"exitcode": 1, "ranks": [0]}, fix_any=["@record", "--tee", "--log-dir", "--log_dir", "--redirects"], root="ChildFailedError", roles={"dist-child-failed": "wrapper"}, lines=False)

written("dist-child-failed", "summary_wrapped", SUMMARY.format(
    "[2024-01-10 11:02:41,771] torch.distributed.elastic.multiprocessing.api: [ERROR] failed (exitcode: 1) local_rank: 3 (pid: 4103) of binary: /usr/bin/python3",
    "/usr/local", "finetune_lora.py", """[1]:
  time      : 2024-01-10_11:02:41
  host      : a100-8x
  rank      : 5 (local_rank: 5)
  exitcode  : 1 (pid: 4105)
  error_file: <N/A>
  traceback : """ + ENABLE, "a100-8x", 3, 1, 4103, ENABLE), where="torch 2.1 torch/distributed/elastic", form="wrapped", wears=[mailed(72, "> ")], part="held",
    entities={"exitcode": 1}, fix_any=["@record", "--tee", "--log-dir", "--log_dir", "--redirects"], root="ChildFailedError", lines=False)

scene("dist-child-failed", "exit_2_argparse", """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--local_rank", type=int)
parser.add_argument("--config", required=True)
args = parser.parse_args()
""", path="/home/leo/det/train_det.py", run="torchrun", launch=["--nproc-per-node", "1"], form="torchrun", entities={"exitcode": 2},
      root="ChildFailedError", lines=False, fix_any=["--config"])

scene("dist-child-failed", "sys_exit_3", """
import sys

print("licence server not reachable")
sys.exit(3)
""", path="/home/leo/lic/start.py", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", entities={"exitcode": 3}, part="held",
      root="ChildFailedError", lines=False, fix_any=["@record", "--tee", "--log-dir", "--log_dir", "exit"])

scene("dist-child-failed", "spawn_process_exited", """
import sys

import torch.multiprocessing as mp


def work(rank):
    if rank == 1:
        sys.exit(17)


if __name__ == "__main__":
    mp.spawn(work, nprocs=2)
""", path="/home/leo/spawn/go.py", at="mp.spawn(work, nprocs=2)", run="process", form="spawn", entities={"exitcode": 17}, fix_any=["work", "nprocs=1", "rank 1"])

scene("dist-child-failed", "journal_ranks_alone", """
import os
import sys

if os.environ["RANK"] == "1":
    os._exit(1)
import time
time.sleep(1)
""", path="/home/leo/quiet/quiet.py", run="torchrun", launch=["--nproc-per-node", "2"], form="journal", wears=[journal("gpu07", "torchrun", 5102)],
      entities={"exitcode": 1}, root="ChildFailedError", lines=False, fix_any=["@record", "--tee", "--log-dir", "--log_dir", "--redirects"])

# ---------------------------------------------------------------------------- dist-signal-exit

DIE = """
import os
import signal
import time

import torch.distributed as dist

dist.init_process_group("gloo")
print("loading shard", os.environ["RANK"])
if os.environ["RANK"] == "{0}":
    os.kill(os.getpid(), signal.{1})
time.sleep(20)
"""
for name, rank, sig, code, part, form, wears, fix in [
    ("sigkill_rank1", 1, "SIGKILL", -9, "open", "torchrun", [], ["dmesg", "num_workers", "--mem", "low_cpu_mem_usage", "memory"]),
    ("sigsegv_rank0", 0, "SIGSEGV", -11, "open", "torchrun", [], ["faulthandler", "-X faulthandler", "PYTHONFAULTHANDLER"]),
    ("sigabrt_rank1", 1, "SIGABRT", -6, "held", "torchrun", [], ["TORCH_SHOW_CPP_STACKTRACES", "terminate called", "NCCL_DEBUG", "faulthandler", "log"]),
    ("sigkill_docker", 0, "SIGKILL", -9, "held", "docker", [compose("trainer-1")], ["dmesg", "num_workers", "--memory", "--shm-size", "memory"]),
]:
    scene("dist-signal-exit", name, DIE.format(rank, sig), path=f"/home/alice/{name}/train.py", run="torchrun", launch=["--nproc-per-node", "2"], part=part,
          form=form, wears=wears, entities={"exitcode": code, "ranks": [rank]}, root="ChildFailedError", lines=False, fix_any=fix, others=["dist-child-failed"])

scene("dist-signal-exit", "spawn_sigsegv", """
import os
import signal

import torch.multiprocessing as mp


def rollout(rank):
    os.kill(os.getpid(), signal.SIGSEGV)


if __name__ == "__main__":
    mp.spawn(rollout, nprocs=2)
""", path="/home/ray/rl/rollout.py", at="mp.spawn(rollout, nprocs=2)", run="process", form="spawn", entities={"signal": "SIGSEGV"}, fix_any=["faulthandler"])

scene("dist-signal-exit", "sigkill_112", DIE.format(0, "SIGKILL"), path="/home/vik/old/train.py", run="torchrun", torch="1.12",
      launch=["--nproc_per_node", "2"], form="wrapped", wears=[mailed(76, "> ")], entities={"exitcode": -9}, root="ChildFailedError", lines=False,
      fix_any=["dmesg", "num_workers", "--mem", "low_cpu_mem_usage", "memory"])

# --------------------------------------------------------------------------- dist-duplicate-gpu

DUP = "Duplicate GPU detected : rank {} and rank {} both on CUDA device {}"

scene("dist-duplicate-gpu", "forgot_set_device", """
import os

import torch
import torch.distributed as dist

def main():
    dist.init_process_group("gloo")
    ready = torch.ones(1).cuda()
    dist.all_reduce(ready)

main()
""", path="/home/alice/ddp/ready.py", at="dist.all_reduce(ready)", gpu=True, run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", env={"STAGE_RANK": "1"},
      breaks=("allreduce", 1, DBE, "NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1691, invalid usage (run with NCCL_DEBUG=WARN for "
              "details), NCCL version 2.19.3\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\n" + DUP.format(1, 0, "1b000")),
      where="torch 2.2 torch/csrc/distributed/c10d/NCCLUtils.hpp, NCCL 2.19.3 src/init.cc", root="DistBackendError", others=["dist-child-failed"],
      fix_any=["torch.cuda.set_device", "set_device"], entities={"ranks": [1, 0]})

written("dist-duplicate-gpu", "112_ranks", """
[default1]:Traceback (most recent call last):
[default1]:  File "/home/pat/moco/main.py", line 88, in <module>
[default1]:    model = DistributedDataParallel(model, device_ids=[0])
[default1]:  File "/home/pat/env/lib/python3.9/site-packages/torch/nn/parallel/distributed.py", line 646, in __init__
[default1]:    _verify_param_shape_across_processes(self.process_group, parameters)
[default1]:RuntimeError: NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1248, invalid usage, NCCL version 2.14.3
[default1]:ncclInvalidUsage: This usually reflects invalid usage of NCCL library.
[default1]:Last error:
[default1]:Duplicate GPU detected : rank 1 and rank 0 both on CUDA device 65000
""", where="torch 1.13 torch/csrc/distributed/c10d/NCCLUtils.hpp, NCCL 2.14.3", at=("/home/pat/moco/main.py", 88, "<module>"), form="ranked",
        fix_any=["set_device", "device_ids=[local_rank]", "local_rank"], root="RuntimeError: NCCL error", entities={"ranks": [1, 0]})

scene("dist-duplicate-gpu", "broadcast_docker", """
import os
import torch
import torch.distributed as dist

os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29571", RANK="0", WORLD_SIZE="1")
dist.init_process_group("gloo")
seed = torch.tensor([7]).cuda()
dist.broadcast(seed, 0)
""", path="/home/ned/seed/seed.py", at="dist.broadcast(seed, 0)", gpu=True, part="held", form="docker", wears=[prefixed(docker_time)],
      breaks=("broadcast", 1, DBE, "NCCL error in: /pytorch/torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:3353, invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version "
              "2.26.2\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\n" + DUP.format(0, 1, "2d000")),
      where="torch 2.7 torch/csrc/distributed/c10d/NCCLUtils.cpp, NCCL 2.26.2", root="DistBackendError", fix_any=["set_device"])

written("dist-duplicate-gpu", "nccl_warn_line", """
gpu3:51812:51890 [0] init.cc:521 NCCL WARN Duplicate GPU detected : rank 2 and rank 3 both on CUDA device 3d000
gpu3:51812:51890 [0] NCCL INFO init.cc:904 -> 5
gpu3:51812:51890 [0] NCCL INFO group.cc:72 -> 5 [Async thread]
""", where="NCCL 2.14 src/init.cc", form="cut", root="Duplicate GPU", lines=False, fix_any=["set_device"], entities={"ranks": [2, 3]})

written("dist-duplicate-gpu", "slurm_step", """
2: Traceback (most recent call last):
2:   File "/scratch/ml/gnn/run.py", line 40, in <module>
2:     dist.barrier()
2:   File "/scratch/ml/env/lib/python3.10/site-packages/torch/distributed/distributed_c10d.py", line 3328, in barrier
2:     work = default_pg.barrier(opts=opts)
2: RuntimeError: NCCL error in: ../torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp:1275, invalid usage, NCCL version 2.14.3
2: ncclInvalidUsage: This usually reflects invalid usage of NCCL library.
2: Last error:
2: Duplicate GPU detected : rank 2 and rank 0 both on CUDA device 4000
srun: error: nid0021: task 2: Exited with exit code 1
srun: launch/slurm: _step_signal: Terminating StepId=412218.0
""", where="torch 2.0 torch/csrc/distributed/c10d/NCCLUtils.hpp", at=("/scratch/ml/gnn/run.py", 40, "<module>"), form="srun", part="held",
        root="RuntimeError: NCCL error", fix_any=["set_device", "--gpus-per-task"], entities={"ranks": [2, 0]})

written("dist-duplicate-gpu", "two_launchers", """
Traceback (most recent call last):
  File "/home/gil/accel/sft.py", line 77, in <module>
    state = PartialState(); state.wait_for_everyone()
  File "/home/gil/.venv/lib/python3.11/site-packages/accelerate/state.py", line 371, in wait_for_everyone
    torch.distributed.barrier()
torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:268, invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version 2.20.5
ncclInvalidUsage: This usually reflects invalid usage of NCCL library.
Last error:
Duplicate GPU detected : rank 1 and rank 0 both on CUDA device c1000
""", where="torch 2.3 torch/csrc/distributed/c10d/NCCLUtils.hpp", at=("/home/gil/accel/sft.py", 77, "<module>"), form="terminal", wears=[terminal(100)],
        root="DistBackendError: NCCL error", fix_any=["set_device", "--num_processes", "CUDA_VISIBLE_DEVICES"])
