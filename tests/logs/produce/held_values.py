"""Held cases of values and types: other operations, layouts, names and forms than the open ones."""

from held import scene
from wear import compose, docker_time, framed, journal, mailed, prefixed, quoted

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
