"""Held cases of the families that came last: other operations, layouts, names and forms than the open ones."""

import re
from functools import partial

import stage
from wear import coloured, compose, docker_time, framed, journal, last, mailed, prefixed, quoted, stripped, terminal

written = partial(stage.written, part="held")


def scene(*named, path, **about):
    """A held scene; where no one has a home, the interpreter is that of an image."""
    image = {} if path.startswith(("/home/", "/Users/", "/fsx/", "/gpfs/")) else {"conda": "/opt/conda"}
    stage.scene(*named, path=path, part="held", **image, **about)


def plain(text):
    """What a browser copies of a coloured cell."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def kubectl(i):
    return f"2025-02-18T06:{31 + i // 60:02}:{i % 60:02}.{(i * 7919 + 31337) % 10**9:09}Z stderr F "


# ---------------------------------------------------------------------------- tensor-truth

scene("tensor-truth", "assert_on_outputs_pytest", """
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, signal):
        return signal * self.factor


def test_scaling_doubles_the_signal():
    signal = torch.arange(6.0)
    doubled = Scale(2.0)(signal)
    assert doubled == signal + signal
""", path="/home/priya/dsp/tests/test_scale.py", at="assert doubled == signal + signal", run="pytest", form="pytest",
      fix_any=["torch.equal(", "torch.allclose(", "assert_close(", ".all()"])
scene("tensor-truth", "series_in_if_notebook", None, cells=[
    "import pandas as pd\nframe = pd.DataFrame({'age': [31, 52, 18], 'income': [2100., 3900., 800.]})",
    "def bracket(people):\n    if people['income'] > 3000 and people['age'] > 30:\n        return 'high'\n    return 'low'\n\nframe['bracket'] = bracket(frame)"],
      path="/home/omar/nb/brackets.ipynb", at="if people['income'] > 3000 and people['age'] > 30:", run="guest", form="notebook", count=7,
      fix_any=["&", ".any()", ".all()", "apply("])
scene("tensor-truth", "empty_mask_journal_18", """
import torch


def alarms(scores, limit=0.9):
    hot = scores[scores > limit]
    if hot:
        return hot.max()
    return None


scores = torch.tensor([0.10, 0.35, 0.62])
print("alarm:", alarms(scores))
""", path="/opt/watch/alarms.py", at="if hot:", torch="1.8", form="journal", wears=[journal("edge07", "alarms", 611)], accept=["empty-tensor"],
      fix_any=["numel()", "len(", ".any()", "is not None", "nonzero"])
scene("tensor-truth", "while_loss_wrapped", """
import torch
from torch import nn


class Fitter:
    def __init__(self, tolerance):
        self.tolerance = tolerance
        self.weight = torch.zeros(3, requires_grad=True)
        self.criterion = nn.MSELoss(reduction="none")

    def run(self, x, y):
        residual = self.criterion(x @ self.weight, y)
        while residual > self.tolerance:
            residual.mean().backward()
            residual = self.criterion(x @ self.weight, y)
        return self.weight


Fitter(1e-3).run(torch.rand(16, 3), torch.rand(16))
""", path="/home/tomasz/projects/least-squares/src/fitting/fitter.py", at="while residual > self.tolerance:", form="wrapped", wears=[mailed(80)],
      fix_any=[".mean()", ".max()", ".any()", ".all()", ".sum()", "reduction"])

# ----------------------------------------------------------------------------- tensor-scalar

scene("tensor-scalar", "unreduced_loss_torchrun", """
import os
import torch
import torch.distributed as dist
from torch import nn


def main():
    dist.init_process_group("gloo")
    torch.manual_seed(int(os.environ["RANK"]))
    head = nn.Linear(20, 4)
    criterion = nn.CrossEntropyLoss(reduction="none")
    running = 0.0
    for _ in range(3):
        features, labels = torch.randn(32, 20), torch.randint(0, 4, (32,))
        loss = criterion(head(features), labels)
        running += loss.item()
    print(running)


if __name__ == "__main__":
    main()
""", path="/home/ines/probing/linear_probe.py", at="running += loss.item()", run="torchrun", launch=["--nproc-per-node", "1"], form="torchrun", others=["dist-child-failed"],
      fix_any=["loss.mean()", "loss.sum()", "reduction", "mean()", "tolist()"])
scene("tensor-scalar", "range_over_lengths", """
import torch


def unpad(batch, lengths):
    rows = []
    for step in range(lengths):
        rows.append(batch[:, step])
    return torch.stack(rows, dim=1)


batch = torch.randn(4, 9, 16)
lengths = torch.tensor([9, 7, 7, 3])
print(unpad(batch, lengths).shape)
""", path="/srv/asr/asr/batching.py", at="for step in range(lengths):", form="docker", wears=[prefixed(docker_time)],
      fix_any=["lengths.max()", "lengths.tolist()", "tolist()", ".item()", "max()", "len("])
scene("tensor-scalar", "int_of_numpy_array_notebook", None, cells=[
    "import numpy as np\nimport torch\nlogits = torch.tensor([[0.2, 1.4, -0.3], [2.0, 0.1, 0.4]])",
    "names = ['cat', 'dog', 'owl']\nwinner = logits.argmax(dim=1).numpy()\nprint(names[int(winner)])"],
      path="/home/gina/nb/predict.ipynb", at="print(names[int(winner)])", run="guest", form="notebook", count=12,
      fix_any=["for w in", "for i in", "[0]", "tolist()", "winner[", ".item()"])
scene("tensor-scalar", "float_of_metric_quoted_112", """
import torch

class Meter:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def update(self, value, n=1):
        self.total += float(value) * n
        self.count += n


def accuracy(output, target, topk=(1, 3)):
    _, pred = output.topk(max(topk), 1)
    hits = pred.t().eq(target)
    return [hits[:k].float().sum(0) for k in topk]


meter = Meter()
top1, top3 = accuracy(torch.randn(8, 10), torch.randint(0, 10, (8,)))
meter.update(top1, 8)
""", path="/home/lars/imagenette/meters.py", at="self.total += float(value) * n", torch="1.12", form="quoted", wears=[framed("Hallo zusammen, das kommt nach der ersten Epoche:"), quoted],
      fix_any=[".mean()", ".sum()", "tolist()", ".item()"])

# ------------------------------------------------------------------------------- grad-scaler

scene("grad-scaler", "step_twice_rich", """
import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        self.scaler = torch.amp.GradScaler("cpu")

    def accumulate(self, batches):
        for x, y in batches:
            loss = nn.functional.mse_loss(self.net(x), y)
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
        self.scaler.update()


batches = [(torch.rand(4, 6), torch.rand(4, 1)) for _ in range(2)]
Trainer(nn.Linear(6, 1)).accumulate(batches)
""", path="/home/hana/accum/trainer.py", at="self.scaler.step(self.optimizer)", form="rich",
      fix_any=["update()", "once"])
scene("grad-scaler", "update_without_step", """
import torch
from torch import nn

critic = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
scaler = torch.amp.GradScaler("cpu")

for step in range(2):
    optimizer.zero_grad()
    score = critic(torch.randn(16, 4)).mean()
    scaler.scale(score).backward()
    optimizer.step()
    scaler.update()
""", path="/workspace/gan/critic.py", at="scaler.update()", form="journal", wears=[journal("node-3", "critic", 4410)],
      fix_any=["scaler.step(", "step("])
scene("grad-scaler", "clip_after_step", """
import torch
from torch import nn


def train_step(model, batch, optimizer, scaler):
    optimizer.zero_grad(set_to_none=True)
    loss = model(batch).pow(2).mean()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.update()
    return loss


model = nn.Linear(12, 3)
train_step(model, torch.rand(5, 12), torch.optim.AdamW(model.parameters()), torch.amp.GradScaler("cpu"))
""", path="/home/wei/lm/engine/loop.py", at="scaler.unscale_(optimizer)", form="docker", wears=[compose("lm-train-1")],
      fix_any=["unscale_", "before"])

# --------------------------------------------------------------------------- optimizer-empty

scene("optimizer-empty", "one_weight_pytest", """
import torch
from torch import nn


def make_optimizer(embedding):
    return torch.optim.Adagrad(embedding.weight, lr=0.1)


def test_a_row_that_was_looked_up_moves():
    table = nn.Embedding(10, 4)
    optimizer = make_optimizer(table)
    before = table.weight[3].clone()
    table(torch.tensor([3])).sum().backward()
    optimizer.step()
    assert not torch.equal(before, table.weight[3])
""", path="/home/noor/recsys/tests/test_embedding.py", at="return torch.optim.Adagrad(embedding.weight, lr=0.1)", run="pytest", form="pytest",
      fix_any=["[embedding.weight]", "embedding.parameters()", ".parameters()", "list"])
scene("optimizer-empty", "modules_for_parameters_112", """
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(32, 16), nn.ReLU())
classifier = nn.Linear(16, 5)

optimizer = torch.optim.SGD([backbone, classifier], lr=1e-3, momentum=0.9)
""", path="/home/sven/transfer/finetune.py", at="optimizer = torch.optim.SGD([backbone, classifier], lr=1e-3, momentum=0.9)", torch="1.12", form="quoted", wears=[quoted],
      fix_any=[".parameters()"])
scene("optimizer-empty", "latent_is_no_leaf_notebook", None, cells=[
    "import torch\ntorch.manual_seed(3)\nsteps = 50",
    "latent = torch.randn(1, 64, requires_grad=True) * 0.1\noptimizer = torch.optim.Adam([latent], lr=0.05)\nfor _ in range(steps):\n    optimizer.zero_grad()"],
      path="/home/mara/inversion/project.ipynb", at="optimizer = torch.optim.Adam([latent], lr=0.05)", run="guest", form="notebook", count=4,
      fix_any=["detach()", "requires_grad_(", "requires_grad", "leaf"])
scene("optimizer-empty", "nothing_left_to_train_terminal", """
from argparse import ArgumentParser

import torch
from torch import nn


def build(args):
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))
    for name, p in net.named_parameters():
        p.requires_grad = name.startswith(args.train)
    return net, torch.optim.AdamW(filter(lambda p: p.requires_grad, net.parameters()), lr=args.lr)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--train", default="fc")
    parser.add_argument("--lr", type=float, default=3e-4)
    build(parser.parse_args())
""", path="/home/yuki/cifar/train_head.py", at="return net, torch.optim.AdamW(", form="terminal", wears=[terminal(80)],
      fix_any=["requires_grad", "parameters()"])

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

# ------------------------------------------------------------------------------ shape-kernel

scene("shape-kernel", "short_sentence_textcnn_112", """
import torch
from torch import nn


class TextCNN(nn.Module):
    def __init__(self, vocab, dim=50, widths=(3, 4, 5)):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.convs = nn.ModuleList(nn.Conv1d(dim, 20, w) for w in widths)

    def forward(self, tokens):
        x = self.embed(tokens).transpose(1, 2)
        pooled = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]
        return torch.cat(pooled, dim=1)


model = TextCNN(5000)
model(torch.randint(0, 5000, (2, 4)))
""", path="/app/textcnn.py", at="pooled = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]", function=False, torch="1.12", form="docker", wears=[compose("sentiment")],
      fix_any=["pad", "kernel"])
scene("shape-kernel", "vgg_on_cifar_quoted", """
import torch
from torch import nn

CFG = [32, "M", 64, "M", 128, "M", 128, "M", 256, "M", 256, "M"]


def layers(cfg, channels=3):
    for entry in cfg:
        if entry == "M":
            yield nn.MaxPool2d(2, 2)
        else:
            yield nn.Conv2d(channels, entry, 3, padding=1)
            yield nn.ReLU(inplace=True)
            channels = entry


features = nn.Sequential(*layers(CFG))
print(features(torch.rand(2, 3, 32, 32)).shape)
""", path="/home/kwame/vgg/vgg.py", at="print(features(torch.rand(2, 3, 32, 32)).shape)", form="quoted", wears=[framed("On Tue, Kwame wrote:"), quoted],
      fix_any=["pool", "Pool", "resize", "Resize", "interpolate", "larger", "kernel", "padding"])
scene("shape-kernel", "reflection_padding_pytest", """
import pytest
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.down = nn.Sequential(*(nn.Conv2d(3, 3, 3, stride=2, padding=1) for _ in range(depth)))
        self.edge = nn.ReflectionPad2d(3)

    def forward(self, image):
        return self.edge(self.down(image))


@pytest.mark.parametrize("depth", [2, 4])
def test_borders_are_mirrored(depth):
    image = torch.rand(1, 3, 32, 32)
    assert Generator(depth)(image).shape[-1] > 6
""", path="/home/ana/cyclegan/tests/test_generator.py", at="return self.edge(self.down(image))", run="pytest", form="pytest",
      entities={"shapes": [[1, 3, 2, 2]]}, fix_any=["replicate", "pad", "larger", "Pad"])
scene("shape-kernel", "patches_larger_than_image", """
import torch
import torch.nn.functional as F


def to_patches(images, patch=16):
    columns = F.unfold(images, kernel_size=patch, stride=patch)
    return columns.transpose(1, 2)


thumbs = torch.rand(8, 3, 12, 12)
print(to_patches(thumbs).shape)
""", path="/data/vit/patches.py", at="columns = F.unfold(images, kernel_size=patch, stride=patch)", form="journal", wears=[journal("vit-box", "python", 90211)],
      fix_any=["kernel", "padding", "interpolate", "resize", "patch"])

# ------------------------------------------------------------------------------ invalid-arguments

scene("invalid-arguments", "cat_of_two_tensors", """
import torch


def fuse(image_features, text_features):
    fused = torch.cat(image_features, text_features)
    return fused / fused.norm(dim=-1, keepdim=True)


fuse(torch.rand(4, 512), torch.rand(4, 512))
""", path="/home/jorge/clip-lite/fusion.py", at="fused = torch.cat(image_features, text_features)", torch="1.8", form="wrapped", wears=[mailed(80)],
      fix_any=["torch.cat((image_features, text_features)", "torch.cat([image_features, text_features]", "cat((", "cat(["])
scene("invalid-arguments", "indices_as_list_journal", """
import torch
from torch import nn


class Bag(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.words = {w: i for i, w in enumerate(words)}
        self.table = nn.Embedding(len(words), 16)

    def forward(self, sentence):
        ids = [self.words[w] for w in sentence.split()]
        return self.table(ids).mean(0)


print(Bag(["the", "cat", "sat"])("the cat"))
""", path="/srv/nlp/bag.py", at="return self.table(ids).mean(0)", form="journal", wears=[journal("nlp1", "uwsgi", 1207)],
      fix_any=["torch.tensor(", "LongTensor(", "as_tensor("])
scene("invalid-arguments", "stack_with_none_notebook_112", None, cells=[
    "import torch\n\ndef load(index):\n    if index % 3 == 2:\n        return None  # unreadable file\n    return torch.rand(3, 8, 8)",
    "images = [load(i) for i in range(4)]\nbatch = torch.stack(images)"],
      path="/home/gina/nb/scans.ipynb", at="batch = torch.stack(images)", torch="1.12", run="guest", form="notebook", edit=plain, count=3,
      fix_any=["None", "is not None"])
scene("invalid-arguments", "encoder_output_object_terminal", """
from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class EncoderOutput:
    last_hidden_state: torch.Tensor
    pooler_output: torch.Tensor


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(8, 8)

    def forward(self, x):
        hidden = self.mix(x)
        return EncoderOutput(hidden, hidden[:, 0])


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        encoded = self.encoder(x)
        return self.head(encoded)


Classifier()(torch.rand(2, 5, 8))
""", path="/home/bea/intent/classifier.py", at="return self.head(encoded)", form="terminal", wears=[terminal(80)],
      fix_any=["last_hidden_state", "pooler_output", "encoded."])
scene("invalid-arguments", "half_of_width_18", """
import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.squeeze = nn.Linear(width, width / 4)
        self.excite = nn.Linear(width / 4, width)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(self.squeeze(x)))


Bottleneck(256)
""", path="/home/rui/senet/se.py", at="self.squeeze = nn.Linear(width, width / 4)", torch="1.8", form="docker", wears=[prefixed(docker_time)],
      fix_any=["//", "int("])

# ------------------------------------------------------------------------------ value-overflow

scene("value-overflow", "clamp_logits_half", """
import torch

LIMIT = 1e6


class SafeLogits(torch.nn.Module):
    def forward(self, logits):
        return logits.clamp(min=-LIMIT, max=LIMIT)


safe = SafeLogits().half()
print(safe(torch.randn(2, 32, dtype=torch.float16)).dtype)
""", path="/home/farid/serving/heads/logits.py", at="return logits.clamp(min=-LIMIT, max=LIMIT)", form="kubernetes", wears=[prefixed("[pod/llm-0/server] ")],
      entities={"dtypes": ["float16"]}, fix_any=["torch.finfo(", "finfo", "65504", "float32", ".float()", "bfloat16"])
scene("value-overflow", "numpy_label_offset_notebook", None, cells=[
    "import numpy as np\nlabels = np.array([3, 7, 250], dtype=np.uint8)",
    "IGNORE = 300\nshifted = labels + IGNORE\nshifted.max()"],
      path="/home/mara/seg/labels.ipynb", at="shifted = labels + IGNORE", run="guest", form="notebook", count=9,
      entities={"dtypes": ["uint8"]}, fix_any=["int64", "int32", "int16", "astype("])
scene("value-overflow", "hashed_ids_do_not_fit", """
import hashlib

import torch


def bucket(user):
    digest = hashlib.sha256(user.encode()).digest()
    return int.from_bytes(digest[:8], "big")


users = ["u-1041", "u-7", "u-99312", "u-5", "u-8800", "u-17"]
ids = torch.tensor([bucket(u) for u in users])
""", path="/srv/recs/features/ids.py", at="ids = torch.tensor([bucket(u) for u in users])", torch="1.12", form="docker", wears=[compose("features")],
      fix_any=["%", "2**63", "modul", "int64", "63"])
scene("value-overflow", "timestamp_in_int32_pytest", """
import time

import torch


def stamp(rows):
    nanoseconds = 1_739_860_000_000_000_000
    return torch.tensor([[nanoseconds, row] for row in range(rows)], dtype=torch.int32)


def test_every_row_has_a_stamp():
    assert stamp(3).shape == (3, 2)
""", path="/home/ingrid/streams/tests/test_stamp.py", at="return torch.tensor([[nanoseconds, row] for row in range(rows)], dtype=torch.int32)", run="pytest", form="pytest",
      entities={"dtypes": ["int32"]}, fix_any=["int64", "torch.long"])

# ---------------------------------------------------------------------------- dtype-operation

scene("dtype-operation", "softmax_of_votes", """
import torch
import torch.nn.functional as F


class Ensemble:
    def __init__(self, members):
        self.members = members

    def vote(self, x):
        ballots = torch.stack([m(x).argmax(-1) for m in self.members])
        counts = F.one_hot(ballots, 5).sum(0)
        return F.softmax(counts, dim=-1)


members = [torch.nn.Linear(7, 5) for _ in range(3)]
print(Ensemble(members).vote(torch.rand(4, 7)))
""", path="/home/vik/ensemble/vote.py", at="return F.softmax(counts, dim=-1)", form="docker", wears=[compose("vote-1")], entities={"dtypes": ["int64"]}, accept=["cpu-half"],
      fix_any=[".float()", "dtype=torch.float", "float"])
scene("dtype-operation", "invert_a_float_mask_pytest", """
import torch


def keep(valid):
    return ~valid


def test_padding_is_dropped():
    valid = (torch.arange(5) < 3).float()
    assert keep(valid).sum() == 2
""", path="/home/noor/masks/tests/test_mask.py", at="return ~valid", run="pytest", form="pytest", torch="1.12",
      fix_any=[".bool()", "bool", "1 - valid", "logical_not"])
scene("dtype-operation", "norm_of_pixels_rich", """
import torch


def distances(images, centre):
    delta = images.to(torch.int64) - centre
    return torch.linalg.norm(delta.flatten(1), dim=1)


images = torch.randint(0, 255, (6, 3, 4, 4), dtype=torch.uint8)
print(distances(images, 128))
""", path="/home/hana/cluster/distances.py", at="return torch.linalg.norm(delta.flatten(1), dim=1)", form="rich", entities={"dtypes": ["int64"]},
      fix_any=[".float()", "dtype=torch.float", "float"])
scene("dtype-operation", "and_of_probabilities_18", """
import torch

fire = torch.tensor([0.2, 0.9, 0.7])
smoke = torch.tensor([0.1, 0.8, 0.3])
both = fire & smoke
print(both)
""", path="/opt/sensors/fuse.py", at="both = fire & smoke", torch="1.8", form="journal", wears=[journal("pi4", "fuse", 377)], accept=["cpu-half"],
      fix_any=["bool", "> 0.5", "> 0", "logical_and"])

# ---------------------------------------------------------------------------- module-setup

scene("module-setup", "parameter_before_super_journal", """
import torch
from torch import nn


class LearnedPositions(nn.Module):
    def __init__(self, length, width):
        self.table = nn.Parameter(torch.zeros(length, width))
        super().__init__()

    def forward(self, x):
        return x + self.table[: x.shape[1]]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = LearnedPositions(128, 64)


encoder = Encoder()
""", path="/srv/translate/model/positions.py", at="self.table = nn.Parameter(torch.zeros(length, width))", form="journal", wears=[journal("mt01", "gunicorn", 8121)],
      fix_any=["super().__init__()"])
scene("module-setup", "tied_weight_notebook", None, cells=[
    "import torch\nfrom torch import nn\nembed = nn.Embedding(100, 16)\nlm_head = nn.Linear(16, 100, bias=False)",
    "def tie(head, source):\n    head.weight = source.weight.data\n    return head\n\ntie(lm_head, embed)"],
      path="/home/mara/tiny-lm/tie.ipynb", at="head.weight = source.weight.data", run="guest", form="notebook", count=21,
      fix_any=["nn.Parameter(", "head.weight = source.weight", "Parameter"])
scene("module-setup", "list_in_sequential_112", """
import torch
from torch import nn


def block(width):
    return [nn.Linear(width, width), nn.GELU()]


def mlp(depth, width=32):
    body = [block(width) for _ in range(depth)]
    return nn.Sequential(*body, nn.Linear(width, 1))


net = mlp(3)
print(sum(p.numel() for p in net.parameters()))
""", path="/home/kofi/tabular/mlp.py", at="return nn.Sequential(*body, nn.Linear(width, 1))", torch="1.12", form="docker", wears=[compose("tabular")],
      fix_any=["nn.Sequential(*", "*block(", "*b", "flatten", "unpack"])
scene("module-setup", "groups_do_not_divide_18", """
import torch
from torch import nn


class Depthwise(nn.Module):
    def __init__(self, channels, out):
        super(Depthwise, self).__init__()
        self.conv = nn.Conv2d(channels, out, 3, groups=8)

    def forward(self, x):
        return self.conv(x)


print(Depthwise(12, 24)(torch.rand(1, 12, 9, 9)).shape)
""", path="/home/lena/mobilenet/dw.py", at="self.conv = nn.Conv2d(channels, out, 3, groups=8)", torch="1.8", form="stripped", wears=[stripped],
      fix_any=["groups", "16", "divisible"])

# ---------------------------------------------------------------------------- relative-import

PACKAGE = {"models.py": "import torch\n\n\ndef build():\n    return torch.nn.Linear(2, 1)", "__init__.py": ""}
scene("relative-import", "script_inside_package", """
import argparse

import torch

from .models import build


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    print(build(), parser.parse_args())


if __name__ == "__main__":
    main()
""", path="/workspace/forecast/forecast/train.py", files=PACKAGE, at="from .models import build", run="process", form="docker", wears=[prefixed(docker_time)],
      fix_any=["python -m", "-m forecast", "from models import", "from forecast."])
scene("relative-import", "beyond_top_level_wrapped", "from experiments import run", path="/home/ivo/thesis/start.py", files={
    "experiments/__init__.py": "", "experiments/run.py": "from . import ablation\n\nablation.main()",
    "experiments/ablation.py": "import math\n\nfrom ..data.loader import batches\n\n\ndef main():\n    for batch in batches():\n        print(math.fsum(batch))",
    "data/__init__.py": "", "data/loader.py": "def batches():\n    return [[1.0, 2.0]]"},
      at="from ..data.loader import batches", at_file="experiments/ablation.py", run="process", form="wrapped", wears=[mailed(80)],
      fix_any=["python -m", "from data.loader import", "PYTHONPATH", "-m "])
scene("relative-import", "cell_with_dot_notebook", None, cells=[
    "import os\nimport torch\nos.getcwd()",
    "from .metrics import dice_score\nfrom .viz import overlay"],
      path="/home/mara/seg/notebooks/eval.ipynb", at="from .metrics import dice_score", run="guest", form="notebook", count=2,
      fix_any=["from metrics import", "sys.path", "import metrics"])
scene("relative-import", "main_is_not_a_package_36", """
from .config import SEED
from .vocab import Vocab

print(SEED, Vocab)
""", path="/home/dana/seq2seq/seq2seq/translate.py", files={"__init__.py": "", "config.py": "SEED = 1", "vocab.py": "class Vocab:\n    pass"}, at="from .config import SEED", run="process", torch="python3.6",
      form="quoted", wears=[quoted], accept=["module-missing"], fix_any=["python -m", "-m seq2seq", "from config import", "from seq2seq."])
scene("relative-import", "tests_without_package_pytest", """
from .. import tokenizer


def test_words_are_split():
    assert tokenizer.split("a b") == ["a", "b"]
""", path="/home/noor/tok/tests/test_tokenizer.py", files={"../tokenizer.py": "def split(text):\n    return text.split()"}, at="from .. import tokenizer", run="pytest", form="pytest", root="E   ImportError",
      fix_any=["__init__.py", "import tokenizer", "pythonpath", "PYTHONPATH", "python -m pytest", "rootdir"])

# ---------------------------------------------------------------------------- module-shadowed

scene("module-shadowed", "own_torch_py_quoted", """
import torch

torch.manual_seed(0)
print(torch.rand(2))
""", path="/home/sam/first_steps/tensors.py", files={"torch.py": "import torch\n\nx = torch.rand(3)\nprint(x)"}, at="x = torch.rand(3)", at_file="torch.py", run="process", form="quoted", wears=[quoted],
      fix_any=["rename", "Rename", "mv "], accept=["attribute-removed"])
scene("module-shadowed", "own_datasets_py", """
from datasets import load_dataset


def corpus(name):
    return load_dataset(name, split="train")


print(corpus("imdb")[0])
""", path="/app/src/prepare.py", files={"datasets.py": "import torch\n\n\nclass TextFolder(torch.utils.data.Dataset):\n    pass"}, at="from datasets import load_dataset", run="process", form="docker", wears=[compose("prepare")],
      fix_any=["rename", "Rename", "mv "])
scene("module-shadowed", "two_files_import_each_other_pytest", """
from model import Net


def test_net_can_be_made():
    assert Net()
""", path="/home/noor/circle/tests/test_model.py", files={
    "../model.py": "import torch\nfrom losses import weighted\n\n\nclass Net(torch.nn.Module):\n    def loss(self, x):\n        return weighted(x)",
    "../losses.py": "from model import Net\n\n\ndef weighted(x):\n    return x.mean()",
    "../conftest.py": ""}, at="from model import Net", at_file="../losses.py", run="pytest", form="pytest", root="E   ImportError",
      fix_any=["inside the function", "inside a function", "import model", "third", "move", "Move"])
scene("module-shadowed", "own_random_py_313", """
import random

random.seed(17)
indices = list(range(10))
random.shuffle(indices)
print(indices)
""", path="/home/leo/kfold/split.py", files={"random.py": "def choose(n):\n    return n // 2"}, at="random.seed(17)", run="process", torch="python3.13", form="coloured", wears=[coloured],
      fix_any=["rename", "Rename", "mv "])

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

# ---------------------------------------------------------------------------- tensor-data

scene("tensor-data", "class_names_journal", """
import torch
from torch.utils.data import Dataset


class Birds(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, index):
        length, weight, species = self.rows[index]
        features = torch.tensor([length, weight])
        label = torch.tensor([species])
        return features, label


birds = Birds([(31.0, 0.4, "owl"), (12.0, 0.02, "wren")])
print(birds[1])
""", path="/srv/birds/dataset.py", at="label = torch.tensor([species])", form="journal", wears=[journal("aviary", "birds", 5120)],
      fix_any=["index", "number", "classes", "LabelEncoder", "dict", "{"])
scene("tensor-data", "object_columns_notebook", None, cells=[
    "import pandas as pd\nimport torch\nframe = pd.DataFrame({'sqm': [54, 71], 'district': ['Mitte', 'Wedding'], 'rent': [900.0, 810.5]})",
    "features = torch.tensor(frame.values)"],
      path="/home/mara/rents/model.ipynb", at="features = torch.tensor(frame.values)", run="guest", form="notebook", count=14,
      fix_any=["astype(", "to_numpy(dtype", "float32", "select_dtypes"])
scene("tensor-data", "ragged_token_ids_112", """
import torch

VOCAB = {"<pad>": 0, "guten": 1, "tag": 2, "wie": 3, "geht": 4, "es": 5}


def encode(sentences):
    ids = [[VOCAB[w] for w in s.split()] for s in sentences]
    return torch.LongTensor(ids)


encode(["guten tag", "wie geht es"])
""", path="/app/encode.py", at="return torch.LongTensor(ids)", torch="1.12", form="docker", wears=[compose("encoder")],
      fix_any=["pad_sequence(", "pad", "same length"])
scene("tensor-data", "mirrored_image_wrapped", """
import numpy as np
import torch


def load(flip):
    image = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    if flip:
        image = image[:, ::-1]
    return torch.from_numpy(image).permute(2, 0, 1)


print(load(flip=True).shape)
""", path="/home/tomasz/augment/flip.py", at="return torch.from_numpy(image).permute(2, 0, 1)", form="wrapped", wears=[mailed(80, "> ")],
      fix_any=[".copy()", "ascontiguousarray("])
scene("tensor-data", "missing_target_pytest", """
import torch


def targets(records):
    return torch.tensor([record.get("score") for record in records])


def test_scores_become_a_tensor():
    records = [{"score": 0.5}, {"id": 4}]
    assert targets(records).shape == (2,)
""", path="/home/noor/scores/tests/test_targets.py", at='return torch.tensor([record.get("score") for record in records])', run="pytest", form="pytest",
      fix_any=["None", "default", "nan", "0.0"])

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

# ---------------------------------------------------------------------------- lr-scheduler

scene("lr-scheduler", "one_cycle_ran_out_rich", """
import torch
from torch import nn


def fit(net, epochs, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=epochs)
    for _ in range(epochs):
        for x in loader:
            optimizer.zero_grad()
            net(x).mean().backward()
            optimizer.step()
            schedule.step()


fit(nn.Linear(5, 1), epochs=3, loader=[torch.rand(2, 5) for _ in range(4)])
""", path="/home/hana/cycle/fit.py", at="schedule.step()", form="rich",
      fix_any=["total_steps", "len(loader)", "steps_per_epoch"])
scene("lr-scheduler", "resume_without_initial_lr", """
import torch
from torch import nn

START = 12

net = nn.Linear(6, 2)
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, last_epoch=START - 1)
print(scheduler.get_last_lr())
""", path="/workspace/resume/resume.py", at="scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, last_epoch=START - 1)", torch="1.12", form="docker", wears=[prefixed(docker_time)],
      fix_any=["initial_lr", "load_state_dict", "last_epoch"])
scene("lr-scheduler", "plateau_without_metric_notebook", None, cells=[
    "import torch\nnet = torch.nn.Linear(4, 1)\noptimizer = torch.optim.Adam(net.parameters())\nplateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)",
    "for epoch in range(3):\n    optimizer.step()\n    plateau.step()"],
      path="/home/mara/plateau/train.ipynb", at="    plateau.step()", run="guest", form="notebook", count=10,
      fix_any=["plateau.step(", "val_loss", "metric"])
scene("lr-scheduler", "model_for_optimizer_18", """
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self):
        super(Regressor, self).__init__()
        self.out = nn.Linear(9, 1)


model = Regressor()
decay = torch.optim.lr_scheduler.StepLR(model, step_size=30, gamma=0.1)
""", path="/home/otto/regress/decay.py", at="decay = torch.optim.lr_scheduler.StepLR(model, step_size=30, gamma=0.1)", torch="1.8", form="quoted", wears=[quoted],
      fix_any=["optimizer"])

# ---------------------------------------------------------------------------- wrong-object

scene("wrong-object", "batch_of_texts_to_device", """
import torch
from torch.utils.data import DataLoader


class Reviews(torch.utils.data.Dataset):
    texts = ["good", "bad", "dull", "fine"]

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return self.texts[i], torch.tensor(i % 2)


device = torch.device("cpu")
for texts, labels in DataLoader(Reviews(), batch_size=2):
    labels = labels.to(device)
    texts = texts.to(device)
""", path="/srv/reviews/train_reviews.py", at="texts = texts.to(device)", form="journal", wears=[journal("gpu-box", "python3", 771)], entities={"attribute": "to"},
      fix_any=["tokeniz", "each", "for t in", "[t.to(", "tensor"])
scene("wrong-object", "state_dict_called_model", """
import io

import torch
from torch import nn


def saved():
    file = io.BytesIO()
    torch.save(nn.Linear(3, 2).state_dict(), file)
    file.seek(0)
    return file


model = torch.load(saved())
model.eval()
print(model(torch.rand(1, 3)))
""", path="/app/predict.py", at="model.eval()", form="docker", wears=[compose("predictor")], entities={"attribute": "eval"},
      fix_any=["load_state_dict("])
scene("wrong-object", "wrapped_in_data_parallel_112", """
import torch
from torch import nn


class Captioner(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(4, 4)

    def forward(self, x):
        return self.cell(x)

    def caption(self, x, length=3):
        return [self(x) for _ in range(length)]


net = nn.DataParallel(Captioner())
net.caption(torch.rand(1, 4))
""", path="/home/paula/captions/sample.py", at="net.caption(torch.rand(1, 4))", torch="1.12", form="wrapped", wears=[mailed(80)], entities={"attribute": "caption"},
      fix_any=["net.module.caption(", ".module"])
scene("wrong-object", "lstm_pair_notebook", None, cells=[
    "import torch\nfrom torch import nn\nencoder = nn.LSTM(8, 16, batch_first=True)",
    "hidden = encoder(torch.rand(2, 5, 8))\nbatch, steps, width = hidden.shape"],
      path="/home/mara/lstm/shapes.ipynb", at="batch, steps, width = hidden.shape", run="guest", form="notebook", count=3, entities={"attribute": "shape"},
      fix_any=["hidden, _", "[0]", ", _ =", "hidden, ("])
scene("wrong-object", "forgotten_return_pytest", """
import torch


def normalise(x):
    x = (x - x.mean()) / x.std()


def test_the_mean_is_zero():
    y = normalise(torch.rand(50))
    assert y.mean().abs() < 1e-5
""", path="/home/noor/norm/tests/test_norm.py", at="assert y.mean().abs() < 1e-5", run="pytest", form="pytest", entities={"attribute": "mean"},
      fix_any=["return", "None"])
scene("wrong-object", "array_for_tensor_quoted", """
import numpy as np
import torch
from torch import nn

model = nn.Linear(10, 2)
rows = np.random.rand(5, 10).astype("float32")
print(model(rows.unsqueeze(0)))
""", path="/home/sam/first_steps/infer.py", at="print(model(rows.unsqueeze(0)))", torch="1.8", form="quoted", wears=[quoted], entities={"attribute": "unsqueeze"},
      fix_any=["torch.from_numpy(", "torch.tensor(", "torch.as_tensor(", "np.expand_dims", "rows[None"])

# ---------------------------------------------------------------------------- loss-input

scene("loss-input", "logits_into_bce", """
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, tags):
        super().__init__()
        self.out = nn.Linear(30, tags)

    def forward(self, x):
        return self.out(x)


torch.manual_seed(0)
tagger = Tagger(7)
criterion = nn.BCELoss()
loss = criterion(tagger(torch.randn(16, 30)), torch.randint(0, 2, (16, 7)).float())
loss.backward()
""", path="/app/tagging/fit.py", at="loss = criterion(tagger(torch.randn(16, 30)), torch.randint(0, 2, (16, 7)).float())", form="docker", wears=[compose("tagging-1")],
      fix_any=["BCEWithLogitsLoss", "sigmoid", "binary_cross_entropy_with_logits"])
scene("loss-input", "mask_of_255_notebook", None, cells=[
    "import torch\nimport torch.nn.functional as F\npred = torch.rand(2, 1, 4, 4)\nmask = torch.randint(0, 2, (2, 1, 4, 4)) * 255",
    "loss = F.binary_cross_entropy(pred, mask.float())\nloss"],
      path="/home/mara/unet/mask.ipynb", at="loss = F.binary_cross_entropy(pred, mask.float())", run="guest", form="notebook", count=8,
      fix_any=["255", "> 0", "mask.float() /"])
scene("loss-input", "negative_variance_pytest_112", """
import torch
from torch import nn


def nll(mean, variance, target):
    return nn.GaussianNLLLoss()(mean, target, variance)


def test_the_loss_is_finite():
    torch.manual_seed(1)
    mean, variance = nn.Linear(4, 2)(torch.randn(8, 4)).chunk(2, dim=1)
    assert nll(mean, variance, torch.randn(8, 1)).isfinite()
""", path="/home/noor/hetero/tests/test_nll.py", at="return nn.GaussianNLLLoss()(mean, target, variance)", run="pytest", torch="1.12", form="pytest",
      fix_any=["softplus", "exp(", "clamp(", "abs(", "square"])
scene("loss-input", "tanh_discriminator_18", """
import torch
from torch import nn

D = nn.Sequential(nn.Linear(2, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Tanh())
adversarial = nn.BCELoss()


def discriminate(real, fake):
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(fake), 1)
    return adversarial(D(real), ones) + adversarial(D(fake), zeros)


discriminate(torch.randn(64, 2), torch.randn(64, 2))
""", path="/home/otto/gan/gan.py", at="return adversarial(D(real), ones) + adversarial(D(fake), zeros)", torch="1.8", form="stripped", wears=[stripped],
      fix_any=["BCEWithLogitsLoss", "Sigmoid", "sigmoid", "binary_cross_entropy_with_logits"])

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

# ---------------------------------------------------------------------------- inference-tensor

scene("inference-tensor", "cached_features_pytest", """
import torch
from torch import nn


@torch.inference_mode()
def features(encoder, images):
    return encoder(images)


def test_a_probe_learns_on_frozen_features():
    encoder, probe = nn.Linear(12, 6), nn.Linear(6, 2)
    cached = features(encoder, torch.rand(4, 12))
    loss = probe(cached).logsumexp(1).mean()
    loss.backward()
    assert probe.weight.grad is not None
""", path="/home/noor/probe/tests/test_probe.py", at="loss = probe(cached).logsumexp(1).mean()", run="pytest", form="pytest",
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "running_average_in_place", """
import torch


class Tracker:
    def __init__(self, width):
        with torch.inference_mode():
            self.average = torch.zeros(width)

    def update(self, activations, momentum=0.9):
        self.average.mul_(momentum).add_(activations.mean(0), alpha=1 - momentum)


tracker = Tracker(16)
tracker.update(torch.rand(32, 16))
""", path="/srv/monitor/tracker.py", at="self.average.mul_(momentum).add_(activations.mean(0), alpha=1 - momentum)", torch="1.12", form="docker", wears=[compose("monitor")],
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "saliency_notebook", None, cells=[
    "import torch\nnet = torch.nn.Linear(5, 1)\nwith torch.inference_mode():\n    image = torch.rand(1, 5)\n    print(net(image))",
    "image.requires_grad_(True)\nnet(image).backward()\nimage.grad.abs()"],
      path="/home/mara/saliency/map.ipynb", at="image.requires_grad_(True)", run="guest", form="notebook", count=2,
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "teacher_targets_terminal", """
import torch
from torch import nn


def distil(teacher, student, batch):
    with torch.inference_mode():
        soft = teacher(batch).softmax(-1)
    agreement = student(batch).softmax(-1) * soft
    (-agreement.sum()).backward()


distil(nn.Linear(6, 3), nn.Linear(6, 3), torch.rand(2, 6))
""", path="/home/yuki/distil/loop.py", at="agreement = student(batch).softmax(-1) * soft", form="terminal", wears=[terminal(80)],
      fix_any=["torch.no_grad()", ".clone()"])

# ---------------------------------------------------------------------------- empty-tensor

scene("empty-tensor", "no_boxes_left", """
import torch


def best_box(boxes, scores, threshold):
    kept = scores[scores > threshold]
    return boxes[scores == kept.max()]


boxes, scores = torch.rand(3, 4), torch.tensor([0.21, 0.4, 0.13])
best_box(boxes, scores, threshold=0.5)
""", path="/app/postprocess.py", at="return boxes[scores == kept.max()]", form="docker", wears=[compose("detector")],
      fix_any=["numel()", "len(", "empty"])
scene("empty-tensor", "nothing_collected_notebook_112", None, cells=[
    "import torch\nvalidation = []  # the loader of the last cell is used up\noutputs = [batch * 2 for batch in validation]",
    "outputs = torch.cat(outputs)\nprint(outputs.shape)"],
      path="/home/mara/val/collect.ipynb", at="outputs = torch.cat(outputs)", torch="1.12", run="guest", form="notebook", edit=plain, count=17,
      fix_any=["if outputs", "len(", "empty", "not outputs", "validation"])
scene("empty-tensor", "argmax_over_no_classes_pytest", """
import torch


def predict(logits, allowed):
    return logits[:, allowed].argmax(dim=1)


def test_a_class_is_predicted():
    logits = torch.rand(4, 10)
    allowed = torch.zeros(10, dtype=torch.bool)
    assert predict(logits, allowed).shape == (4,)
""", path="/home/noor/classes/tests/test_predict.py", at="return logits[:, allowed].argmax(dim=1)", run="pytest", form="pytest",
      fix_any=["numel()", "len(", "empty", "any()", "size(", "shape["])
scene("empty-tensor", "stack_of_no_losses_18", """
import torch


class Epoch:
    def __init__(self):
        self.losses = []

    def summary(self):
        return torch.stack(self.losses).mean().item()


print("train loss", Epoch().summary())
""", path="/home/otto/log/epoch.py", at="return torch.stack(self.losses).mean().item()", torch="1.8", form="journal", wears=[journal("lab3", "epoch", 3003)],
      fix_any=["if self.losses", "len(", "empty", "not self.losses"])

# ---------------------------------------------------------------------------- rnn-input

scene("rnn-input", "embedding_narrower_than_lstm", """
import torch
from torch import nn


class Sentiment(nn.Module):
    def __init__(self, vocab, width, hidden):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.lstm = nn.LSTM(hidden, hidden, batch_first=True)

    def forward(self, tokens):
        states, _ = self.lstm(self.embed(tokens))
        return states[:, -1]


Sentiment(200, 50, 128)(torch.randint(0, 200, (4, 12)))
""", path="/app/sentiment/model.py", at="states, _ = self.lstm(self.embed(tokens))", form="docker", wears=[compose("sentiment-1")], entities={"expected": 128, "got": 50},
      fix_any=["nn.LSTM(", "input_size", "50", "128", "width"])
scene("rnn-input", "hidden_of_last_batch_notebook", None, cells=[
    "import torch\nfrom torch import nn\nrnn = nn.GRU(10, 32, num_layers=2, batch_first=True)\nhidden = torch.zeros(2, 8, 32)",
    "for size in (8, 8, 5):\n    out, hidden = rnn(torch.rand(size, 20, 10), hidden)"],
      path="/home/mara/char-rnn/stateful.ipynb", at="    out, hidden = rnn(torch.rand(size, 20, 10), hidden)", run="guest", form="notebook", count=11, entities={"shapes": [[2, 5, 32], [2, 8, 32]]},
      fix_any=["drop_last", "hidden[:, :", "zeros(", "batch"])
scene("rnn-input", "unsorted_lengths_journal_112", """
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence


class Speech(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(40, 64, batch_first=True)

    def forward(self, mel, lengths):
        packed = pack_padded_sequence(mel, lengths, batch_first=True)
        return self.rnn(packed)[1]


Speech()(torch.rand(3, 90, 40), torch.tensor([55, 90, 71]))
""", path="/srv/asr/speech.py", at="packed = pack_padded_sequence(mel, lengths, batch_first=True)", torch="1.12", form="journal", wears=[journal("asr2", "speech", 18)],
      fix_any=["enforce_sorted=False", "enforce_sorted"])
scene("rnn-input", "zero_length_pytest", """
import torch
from torch.nn.utils.rnn import pack_padded_sequence


def pack(batch, mask):
    return pack_padded_sequence(batch, mask.sum(1), batch_first=True, enforce_sorted=False)


def test_padding_is_not_packed():
    mask = torch.tensor([[1, 1, 0], [0, 0, 0]])
    assert pack(torch.rand(2, 3, 5), mask).data.shape == (2, 5)
""", path="/home/noor/pack/tests/test_pack.py", at="return pack_padded_sequence(batch, mask.sum(1), batch_first=True, enforce_sorted=False)", run="pytest", form="pytest",
      fix_any=["> 0", "clamp(", "empty", "drop", "remove", "filter"])
scene("rnn-input", "flat_hidden_quoted", """
import torch
from torch import nn

decoder = nn.LSTM(24, 48, batch_first=True)
context = torch.rand(6, 48)
steps, _ = decoder(torch.rand(6, 1, 24), (context, context))
""", path="/home/sam/translate/decode.py", at="steps, _ = decoder(torch.rand(6, 1, 24), (context, context))", form="quoted", wears=[quoted],
      fix_any=["unsqueeze(0)", "[None"])

# ---------------------------------------------------------------------------- attention-mask

scene("attention-mask", "causal_mask_of_training_length", """
import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, width=32, heads=4, length=10):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.register_buffer("causal", torch.ones(length, length).triu(1).bool())

    def forward(self, x):
        mixed, _ = self.attention(x, x, x, attn_mask=self.causal)
        return mixed


Decoder()(torch.rand(2, 12, 32))
""", path="/app/gpt/decoder.py", at="mixed, _ = self.attention(x, x, x, attn_mask=self.causal)", form="docker", wears=[compose("gpt")], entities={"shapes": [[10, 10], [12, 12]]},
      fix_any=["[:", "x.size(1)", "x.shape[1]", "12"])
scene("attention-mask", "padding_mask_transposed_notebook_112", None, cells=[
    "import torch\nfrom torch import nn\nencoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2), 1)",
    "source = torch.rand(7, 3, 16)\npadding = torch.zeros(7, 3, dtype=torch.bool)\nencoder(source, src_key_padding_mask=padding).shape"],
      path="/home/mara/transformer/pad.ipynb", at="encoder(source, src_key_padding_mask=padding).shape", torch="1.12", run="guest", form="ansi", colors="Linux", count=4, entities={"shapes": [[3, 7], [7, 3]]},
      fix_any=["transpose(", ".T", ".t()", "batch_first"])
scene("attention-mask", "keys_longer_than_values_pytest", """
import torch
from torch import nn


class Cross(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, query, memory, values):
        return self.attention(query, memory, values)[0]


def test_it_looks_at_the_memory():
    out = Cross()(torch.rand(1, 4, 8), torch.rand(1, 9, 8), torch.rand(1, 4, 8))
    assert out.shape == (1, 4, 8)
""", path="/home/noor/cross/tests/test_cross.py", at="return self.attention(query, memory, values)[0]", run="pytest", form="pytest", entities={"shapes": [[9, 1, 8], [4, 1, 8]]},
      fix_any=["memory, memory", "values", "key"])
scene("attention-mask", "mask_per_batch_not_per_head_wrapped", """
import torch
from torch import nn

attention = nn.MultiheadAttention(embed_dim=64, num_heads=8, batch_first=True)
tokens = torch.rand(3, 20, 64)
visible = torch.ones(3, 20, 20).tril().bool()
attended, weights = attention(tokens, tokens, tokens, attn_mask=~visible)
""", path="/home/tomasz/attend/local.py", at="attended, weights = attention(tokens, tokens, tokens, attn_mask=~visible)", form="wrapped", wears=[mailed(80)], entities={"shapes": [[3, 20, 20], [24, 20, 20]]},
      fix_any=["repeat_interleave(", "num_heads", "24"])

# ---------------------------------------------------------------------------- nan-loss
# Progress lines alone: what trainers print while the loss is lost.

RATE = ["lr", "learning rate", "learning_rate", "clip", "max_grad_norm", "bf16", "bfloat16", "autocast", "isfinite", "anomaly", "warmup"]


def progress(name, text, where, **about):
    """The span reaches from the first line with a nan to the last."""
    lines = text.strip("\n").split("\n")
    bad = [n for n, line in enumerate(lines, 1) if re.search(r"(?i)[:= ]nan(?! iter)\b", line)]
    written("nan-loss", name, text, where=where, form="log", lines=False, span=[bad[0], bad[-1]], fix_any=RATE, **about)


DIVERGES = """
import json
import logging
import math
import torch

torch.manual_seed(0)
weight = torch.zeros(4, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=4.0)
x = torch.randn(64, 4) * 3
y = x @ torch.tensor([1.0, -2.0, 0.5, 3.0])
for step in range({steps}):
    optimizer.zero_grad()
    loss = ((x @ weight - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    if step % {every} == 0:
        {report}
"""


def diverging(name, report, steps=80, every=8, **about):
    """A run that really diverges, told in a trainer's words."""
    code = DIVERGES.format(steps=steps, every=every, report=report)
    scene("nan-loss", name, code, form=about.pop("form", "log"), lines=False, fix_any=RATE, **about)


diverging("nanogpt_iters", 'print(f"iter {step}: loss {loss.item():.4f}, time {41.2 + step % 3:.2f}ms, mfu 17.31%")', path="/home/wei/nano/train.py", wears=[compose("nano")], form="docker")
diverging("json_lines", 'print(json.dumps({"event": "train_step", "step": step, "train_loss": loss.item(), "lr": 4.0}))', path="/srv/fit/fit.py", torch="1.12")
diverging("epoch_table", 'print(f"Epoch {step // 8 + 1:>2}/10 | train loss = {loss.item():10.3e} | val loss = {loss.item() * 1.02:10.3e} | {3.1:.1f}s")', path="/home/otto/fit/epochs.py", torch="1.8")
diverging("python_logging", 'logging.basicConfig(level=logging.INFO, format="[2025-01-09 23:1%(relativeCreated)1.1d] %(name)s %(levelname)s: %(message)s", force=True) or logging.getLogger("fit").info("Train Epoch: 1 [%d/5120 (%d%%)]\\tLoss: %.6f", step * 64, step * 100 // 80, loss.item())', path="/home/ines/fit/mnist.py",
          edit=lambda text: re.sub(r"\[2025-01-09 23:1[^\]]*\]", "[2025-01-09 23:14:02]", text))
progress("ultralytics_table", """
      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       1/50      3.97G      1.512      2.871      1.604         57        640: 100%|██████████| 128/128 [00:41<00:00,  3.09it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:06<00:00,  2.55it/s]
                   all        512       2204      0.411      0.365      0.342      0.193

      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       2/50      4.02G        nan        nan        nan         63        640: 100%|██████████| 128/128 [00:40<00:00,  3.16it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:05<00:00,  2.90it/s]
                   all        512       2204          0          0          0          0

      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       3/50      4.02G        nan        nan        nan         49        640: 100%|██████████| 128/128 [00:40<00:00,  3.15it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:05<00:00,  2.88it/s]
                   all        512       2204          0          0          0          0
""", "ultralytics 8.1 engine/trainer.py progress lines")
progress("megatron_iteration_lines", """
 iteration      100/   50000 | consumed samples:        25600 | elapsed time per iteration (ms): 812.4 | learning rate: 1.500E-05 | global batch size:   256 | lm loss: 8.412365E+00 | loss scale: 1.0 | grad norm: 3.412 | number of skipped iterations:   0 | number of nan iterations:   0 |
 iteration      200/   50000 | consumed samples:        51200 | elapsed time per iteration (ms): 809.7 | learning rate: 3.000E-05 | global batch size:   256 | lm loss: 7.031448E+00 | loss scale: 1.0 | grad norm: 61.080 | number of skipped iterations:   0 | number of nan iterations:   0 |
 iteration      300/   50000 | consumed samples:        76800 | elapsed time per iteration (ms): 810.2 | learning rate: 4.500E-05 | global batch size:   256 | lm loss: nan | loss scale: 1.0 | grad norm: nan | number of skipped iterations:   0 | number of nan iterations:  57 |
 iteration      400/   50000 | consumed samples:       102400 | elapsed time per iteration (ms): 811.1 | learning rate: 6.000E-05 | global batch size:   256 | lm loss: nan | loss scale: 1.0 | grad norm: nan | number of skipped iterations:   0 | number of nan iterations: 100 |
""", "Megatron-LM core 0.5 megatron/training.py training_log")
progress("mmdet_epoch_lines", """
2023-09-14 11:02:51,204 - mmdet - INFO - Epoch [1][50/7330]	lr: 1.978e-03, eta: 1 day, 3:14:22, time: 0.412, data_time: 0.051, memory: 3775, loss_rpn_cls: 0.6412, loss_rpn_bbox: 0.1103, loss_cls: 0.9710, acc: 88.1250, loss_bbox: 0.0612, loss: 1.7837
2023-09-14 11:03:11,598 - mmdet - INFO - Epoch [1][100/7330]	lr: 3.976e-03, eta: 1 day, 2:48:09, time: 0.406, data_time: 0.008, memory: 3792, loss_rpn_cls: 0.5218, loss_rpn_bbox: 0.1240, loss_cls: 1.8841, acc: 71.2402, loss_bbox: 0.4415, loss: 2.9714
2023-09-14 11:03:31,840 - mmdet - INFO - Epoch [1][150/7330]	lr: 5.974e-03, eta: 1 day, 2:40:51, time: 0.405, data_time: 0.008, memory: 3792, loss_rpn_cls: nan, loss_rpn_bbox: nan, loss_cls: nan, acc: 12.3047, loss_bbox: nan, loss: nan
2023-09-14 11:03:51,977 - mmdet - INFO - Epoch [1][200/7330]	lr: 7.972e-03, eta: 1 day, 2:36:03, time: 0.403, data_time: 0.008, memory: 3792, loss_rpn_cls: nan, loss_rpn_bbox: nan, loss_cls: nan, acc: 0.0000, loss_bbox: nan, loss: nan
""", "mmcv 1.7 runner/hooks/logger/text.py, mmdet 2.28")
progress("fairseq_inner_lines", """
2022-06-03 20:15:44 | INFO | train_inner | epoch 001:    100 / 4412 loss=13.982, nll_loss=13.871, ppl=14982.4, wps=41022.7, ups=1.61, wpb=25480, bsz=816, num_updates=100, lr=1.25e-05, gnorm=4.102, loss_scale=128, train_wall=63, gb_free=21.4, wall=71
2022-06-03 20:16:46 | INFO | train_inner | epoch 001:    200 / 4412 loss=nan, nll_loss=nan, ppl=nan, wps=41170.2, ups=1.62, wpb=25391, bsz=824, num_updates=200, lr=2.5e-05, gnorm=nan, loss_scale=32, train_wall=62, gb_free=21.4, wall=133
2022-06-03 20:17:48 | INFO | train_inner | epoch 001:    300 / 4412 loss=nan, nll_loss=nan, ppl=nan, wps=41202.9, ups=1.62, wpb=25433, bsz=819, num_updates=300, lr=3.75e-05, gnorm=nan, loss_scale=8, train_wall=62, gb_free=21.4, wall=195
""", "fairseq 0.12 logging/progress_bar.py simple format")
progress("keras_bars", """
Epoch 1/20
469/469 [==============================] - 6s 11ms/step - loss: 2.7119 - accuracy: 0.1742 - val_loss: 8.4410 - val_accuracy: 0.1135
Epoch 2/20
469/469 [==============================] - 5s 11ms/step - loss: nan - accuracy: 0.0991 - val_loss: nan - val_accuracy: 0.0980
Epoch 3/20
469/469 [==============================] - 5s 11ms/step - loss: nan - accuracy: 0.0987 - val_loss: nan - val_accuracy: 0.0980
""", "keras 2.12 utils/generic_utils.py Progbar")
progress("accelerate_tqdm_quoted", """
Steps:   1%|▏         | 12/1000 [00:19<25:41,  1.56s/it, lr=0.0001, step_loss=0.143]
Steps:   2%|▏         | 18/1000 [00:28<25:30,  1.56s/it, lr=0.0001, step_loss=0.382]
Steps:   2%|▏         | 24/1000 [00:38<25:19,  1.56s/it, lr=0.0001, step_loss=nan]
Steps:   3%|▎         | 30/1000 [00:47<25:11,  1.56s/it, lr=0.0001, step_loss=nan]
""", "diffusers 0.25 examples/text_to_image/train_text_to_image.py progress bar", wears=[framed("My LoRA training turns black after some steps, is this normal?"), quoted])
