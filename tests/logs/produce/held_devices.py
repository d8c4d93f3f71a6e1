"""Held cases of devices, backends and loaders: other operations, layouts, names and forms than the open ones."""

from held import kubectl, scene, written
from wear import compose, journal, last, mailed, prefixed

# ---------------------------------------------------------------------------- device-string

scene("device-string", "gpu_option_journal", """
import argparse

import torch
from torch import nn


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="gpu")
    return parser.parse_args()


args = parse()
device = torch.device(args.device)
net = nn.Linear(3, 3).to(device)
""", path="/srv/score/serve.py", at="device = torch.device(args.device)", form="journal", wears=[journal("score2", "serve", 2204)], entities={"device": "gpu"},
      fix_any=["cuda"])
scene("device-string", "two_gpus_in_one_string_112", """
import torch
from torch import nn

GPUS = "0,1"


def to_gpus(net):
    return net.to("cuda:" + GPUS)


net = to_gpus(nn.TransformerEncoderLayer(32, 4))
""", path="/home/paula/multi/parallel.py", at='return net.to("cuda:" + GPUS)', torch="1.12", form="docker", wears=[compose("multi")], entities={"device": "cuda:0,1"},
      fix_any=["cuda:0", "DataParallel", "DistributedDataParallel", "CUDA_VISIBLE_DEVICES"])
scene("device-string", "tensorflow_habit_notebook", None, cells=[
    "import torch\nbatch = torch.rand(4, 3)",
    "for name in ['GPU:0', 'CPU:0']:\n    print(batch.to(name).device)"],
      path="/home/mara/port/tf2torch.ipynb", at="print(batch.to(name).device)", run="guest", form="notebook", count=5,
      fix_any=["cuda:0", "cuda", "lower"])
scene("device-string", "index_alone_srun_18", """
import os

import torch

LOCAL = os.environ.get("SLURM_LOCALID", "0")


class Worker:
    def __init__(self, index):
        self.device = torch.device(index)
        self.memory = torch.zeros(8, device=self.device)


Worker(LOCAL)
""", path="/gpfs/users/brandt/simulation/worker.py", at="self.device = torch.device(index)", torch="1.8", form="srun", wears=[prefixed("0: ")], entities={"device": "0"},
      fix_any=["cuda:0", "cuda:", "int("])

# ---------------------------------------------------------------------- dist-device-type

scene("dist-device-type", "mean_loss_torchrun", """
import torch
import torch.distributed as dist
from torch import nn


def reduce_mean(value):
    total = torch.tensor(value)
    dist.all_reduce(total)
    return total.item() / dist.get_world_size()


def main():
    dist.init_process_group("gloo")
    net = nn.Linear(3, 1).to("cuda")
    loss = net(torch.rand(8, 3).to("cuda")).mean()
    print("loss", reduce_mean(loss.item()))


if __name__ == "__main__":
    main()
""", path="/fsx/home/amelie/ddp/train.py", at="dist.all_reduce(total)", run="torchrun", launch=["--nproc-per-node", "2"], gpu=True, form="torchrun",
      breaks=("allreduce", 1, "RuntimeError", "No backend type associated with device type cpu"), where="torch 2.4 torch/csrc/distributed/c10d/ProcessGroup.hpp",
      entities={"devices": ["cpu"]}, others=["dist-child-failed"], fix_any=["total.to(", "total.cuda(", "device=", "cpu:gloo,cuda:nccl"])
scene("dist-device-type", "broadcast_from_mps_wrapped", """
import os

import torch
import torch.distributed as dist

os.environ.setdefault("MASTER_ADDR", "localhost")
os.environ.setdefault("MASTER_PORT", "29655")
dist.init_process_group("gloo", rank=0, world_size=1)


def sync(weights):
    for tensor in weights:
        dist.broadcast(tensor, src=0)


sync([torch.ones(4, device="mps"), torch.zeros(2, device="mps")])
""", path="/Users/elif/Documents/federated/server/sync.py", at="dist.broadcast(tensor, src=0)", run="guest", gpu=True, form="wrapped", wears=[mailed(80)],
      breaks=("broadcast", 1, "RuntimeError", "No backend type associated with device type mps"), where="torch 2.2 torch/csrc/distributed/c10d/ProcessGroup.hpp",
      entities={"devices": ["mps"]}, fix_any=["cpu", "gloo"])
written("dist-device-type", "reduce_of_counts_pod", """
Traceback (most recent call last):
  File "/opt/eval/evaluate.py", line 133, in <module>
    main()
  File "/opt/eval/evaluate.py", line 121, in main
    merged = merge_counts(counts)
  File "/opt/eval/evaluate.py", line 47, in merge_counts
    dist.reduce(counts, dst=0, op=dist.ReduceOp.SUM)
  File "/opt/conda/lib/python3.8/site-packages/torch/distributed/distributed_c10d.py", line 1283, in reduce
    work = default_pg.reduce([tensor], opts)
RuntimeError: Tensors must be CUDA and dense
""", where="torch 1.10 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", form="kubernetes", wears=[prefixed(kubectl)], at=("/opt/eval/evaluate.py", 47, "merge_counts"),
        fix_any=["counts.to(", "counts.cuda(", "gloo"], root="Tensors must be CUDA")

# ---------------------------------------------------------------------------- backend-missing

scene("backend-missing", "float_into_quantised_conv", """
import torch
import torch.ao.quantization as tq
from torch import nn


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3)

    def forward(self, frame):
        return self.stem(frame)


def quantise(net, sample):
    net.qconfig = tq.get_default_qconfig("fbgemm")
    tq.prepare(net, inplace=True)
    net(sample)
    return tq.convert(net, inplace=True)


frame = torch.rand(1, 3, 16, 16)
small = quantise(Detector().eval(), frame)
print(small(frame).shape)
""", path="/opt/edge/quantise.py", at="return self.stem(frame)", form="docker", wears=[compose("edge")], edit=lambda text: text[text.index("Traceback"):],
      entities={"operation": "quantized::conv2d.new", "backend": "CPU"}, fix_any=["QuantStub", "quantize_per_tensor", "quantize"])
scene("backend-missing", "sparse_adjacency_softmax_18", """
import torch


class GraphAttention(torch.nn.Module):
    def __init__(self, features):
        super(GraphAttention, self).__init__()
        self.project = torch.nn.Linear(features, features)

    def forward(self, adjacency, x):
        weights = torch.softmax(adjacency, dim=1)
        return weights @ self.project(x)


edges = torch.tensor([[0, 1, 2], [1, 2, 0]])
adjacency = torch.sparse_coo_tensor(edges, torch.ones(3), (3, 3))
GraphAttention(8)(adjacency, torch.rand(3, 8))
""", path="/home/ivana/gnn/gat.py", at="weights = torch.softmax(adjacency, dim=1)", torch="1.8", form="wrapped", wears=[mailed(80)],
      entities={"operation": "aten::_softmax", "backend": "SparseCPU"}, fix_any=["to_dense()", "torch.sparse.softmax("])
written("backend-missing", "torchvision_nms_cuda", """
Traceback (most recent call last):
  File "/home/paula/yolo/detect.py", line 261, in <module>
    main(opt)
  File "/home/paula/yolo/detect.py", line 256, in main
    run(**vars(opt))
  File "/home/paula/yolo/detect.py", line 132, in run
    pred = non_max_suppression(pred, conf_thres, iou_thres, max_det=max_det)
  File "/home/paula/yolo/utils/general.py", line 912, in non_max_suppression
    i = torchvision.ops.nms(boxes, scores, iou_thres)  # NMS
  File "/home/paula/miniconda3/envs/yolo/lib/python3.9/site-packages/torchvision/ops/boxes.py", line 41, in nms
    return torch.ops.torchvision.nms(boxes, scores, iou_threshold)
  File "/home/paula/miniconda3/envs/yolo/lib/python3.9/site-packages/torch/_ops.py", line 442, in __call__
    return self._op(*args, **kwargs or {})
NotImplementedError: Could not run 'torchvision::nms' with arguments from the 'CUDA' backend. This could be because the operator doesn't exist for this backend, or was omitted during the selective/custom build process (if using custom build). If you are a Facebook employee using PyTorch on mobile, please visit https://fburl.com/ptmfixes for possible resolutions. 'torchvision::nms' is only available for these backends: [CPU, QuantizedCPU, BackendSelect, Python, FuncTorchDynamicLayerBackMode, Functionalize, Named, Conjugate, Negative, ZeroTensor, ADInplaceOrView, AutogradOther, AutogradCPU, AutogradCUDA].
""", where="torch 2.0 aten/src/ATen/core/dispatch/OperatorEntry.cpp", at=("/home/paula/yolo/utils/general.py", 912, "non_max_suppression"), accept=["torch-abi"],
        form="cut", wears=[last(9)], entities={"operation": "torchvision::nms", "backend": "CUDA"}, fix_any=["torchvision"], root="Could not run")

# ---------------------------------------------------------------------------- dataloader-setup

scene("dataloader-setup", "empty_folder_torchrun", """
from pathlib import Path

import torch
import torch.distributed as dist
from torch.utils.data import DataLoader, Dataset


class Folder(Dataset):
    def __init__(self, root):
        self.files = sorted(Path(root).glob("*.jpg"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return torch.zeros(3, 8, 8)


def main():
    dist.init_process_group("gloo")
    data = Folder("/data/train/images")
    loader = DataLoader(data, batch_size=32, shuffle=True)
    print(len(loader))


if __name__ == "__main__":
    main()
""", path="/home/amelie/detector/train.py", at="loader = DataLoader(data, batch_size=32, shuffle=True)", run="torchrun", launch=["--nproc-per-node", "1"], form="torchrun", others=["dist-child-failed"],
      fix_any=["empty", "len(", "path", "folder"])
scene("dataloader-setup", "sampler_and_shuffle", """
import torch
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset


def loaders(data, world, rank, batch=16):
    sampler = DistributedSampler(data, num_replicas=world, rank=rank)
    train = DataLoader(data, batch, shuffle=True, sampler=sampler, num_workers=0, pin_memory=False)
    return train, sampler


loaders(TensorDataset(torch.rand(100, 2)), world=4, rank=1)
""", path="/opt/ml/code/loaders.py", at="train = DataLoader(data, batch, shuffle=True, sampler=sampler, num_workers=0, pin_memory=False)", form="docker", wears=[compose("algo-1")],
      fix_any=["shuffle", "sampler"])
scene("dataloader-setup", "split_by_fractions_pytest_112", """
import torch
from torch.utils.data import TensorDataset, random_split


def split(data, share=0.8):
    return random_split(data, [int(share * len(data)), int((1 - share) * len(data))])


def test_nothing_is_lost():
    train, val = split(TensorDataset(torch.arange(103)))
    assert len(train) + len(val) == 103
""", path="/home/noor/split/tests/test_split.py", at="return random_split(data, [int(share * len(data)), int((1 - share) * len(data))])", run="pytest", torch="1.12", form="pytest",
      fix_any=["len(data) -", "len(data)", "0.8, 0.2", "sum(", "[0."])
scene("dataloader-setup", "prefetch_without_workers_18", """
import torch
from torch.utils.data import DataLoader, TensorDataset

settings = dict(batch_size=64, num_workers=0, prefetch_factor=4)
frames = TensorDataset(torch.rand(256, 10))
loader = DataLoader(frames, **settings)
""", path="/home/otto/video/frames.py", at="loader = DataLoader(frames, **settings)", torch="1.8", form="wrapped", wears=[mailed(80)],
      fix_any=["num_workers", "prefetch_factor"])
scene("dataloader-setup", "stream_with_shuffle_notebook", None, cells=[
    "import torch\nfrom torch.utils.data import DataLoader, IterableDataset\n\nclass Shards(IterableDataset):\n    def __iter__(self):\n        yield from range(10)",
    "loader = DataLoader(Shards(), batch_size=4, shuffle=True)\nnext(iter(loader))"],
      path="/home/mara/stream/shards.ipynb", at="loader = DataLoader(Shards(), batch_size=4, shuffle=True)", run="guest", form="notebook", count=6,
      fix_any=["shuffle"])
