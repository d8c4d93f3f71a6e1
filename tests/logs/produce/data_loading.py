"""dataloader-worker, dataloader-collate, pickle-worker, main-guard, too-many-files, disk-full, mp-context."""

import shutil
from pathlib import Path

from bench import IMAGE, MAC, VENV, WINDOWS, case
from forms import crlf, each, fenced, last, mail, ranks, stamped, without_indent

TORCH = ["torch"]
BASH = ["bash", "-c"]

# -------------------------------------------------------------- dataloader-worker

SLUG = "dataloader-worker"
DECODER = '''import ctypes
import os
import signal
import sys


def decode(i, how):
    """Stands for a native decoder that dies."""
    if i == 5:
        if how == "exit":
            os._exit(1)
        os.kill(os.getpid(), getattr(signal, how))
    return i
'''
LOADER = '''
import torch
from torch.utils.data import DataLoader, Dataset

from decoder import decode


class Frames(Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, i):
        decode(i, "{how}")
        return torch.zeros(8)


def main():
    loader = DataLoader(Frames(), batch_size=2, num_workers=2)
    for epoch in range(1):
        for batch in loader:
            batch.sum()


if __name__ == "__main__":
    main()
'''

for name, how, about in [
    ("killed_plain", "SIGKILL", dict(at="/home/alice/video/train.py", fix_any=["num_workers", "memory"])),
    ("bus_error_docker", "SIGBUS", dict(at="/app/train.py", place=IMAGE, form="docker", dress=each("trainer-1  | "), fix_any=["--shm-size", "shm_size", "shm"])),
    ("segfault_held", "SIGSEGV", dict(at="/srv/ml/frames/run.py", place=VENV, part="held", dress=mail(74, "> "), form="wrapped", fix_any=["num_workers=0"])),
    ("exited_unexpectedly", "exit", dict(at="/home/ravi/v/loop.py", form="ranked", dress=ranks(2, "[rank{}]: "), fix_any=["num_workers=0"])),
    ("bus_error_kube_held", "SIGBUS", dict(at="/workspace/fit.py", place=IMAGE, part="held", form="docker", dress=stamped(), fix_any=["--shm-size", "shm", "/dev/shm"])),
    ("aborted_tail", "SIGABRT", dict(at="/Users/jo/v/t.py", place=MAC, form="cut", dress=last(4), fix_any=["num_workers=0"])),
]:  # fmt: skip
    case(SLUG, name, LOADER.replace("{how}", how), files={"decoder.py": DECODER}, versions=TORCH,
         spot=None if name == "aborted_tail" else "for batch in loader", expect="DataLoader worker", **about)  # fmt: skip

case(
    SLUG, "timed_out_held", '''
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Slow(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        time.sleep(8)
        return torch.ones(1)


loader = DataLoader(Slow(), num_workers=1, timeout=2)
x = next(iter(loader))
''', at="/home/dkim/io/slow.py", part="held", spot="x = next(", versions=TORCH, fix_any=["timeout", "num_workers=0"], expect="timed out",
)  # fmt: skip

# ------------------------------------------------------------- dataloader-collate

SLUG = "dataloader-collate"

case(
    SLUG, "none_sample", '''
import torch
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i % 3 == 2:
            return None
        return torch.zeros(16), i


loader = DataLoader(Clips(8), batch_size=4)
for x, y in loader:
    print(x.shape)
''', at="/home/alice/audio/train.py", spot="for x, y in loader", versions=TORCH, fix_any=["collate_fn", "None"], expect="NoneType",
)  # fmt: skip

case(
    SLUG, "unequal_lists", '''
import torch
from torch.utils.data import DataLoader

rows = [{"ids": [1, 2, 3], "label": 0}, {"ids": [4, 5], "label": 1}]
loader = DataLoader(rows, batch_size=2, shuffle=False)


def first():
    return next(iter(loader))


first()
''', at="/home/ravi/text/loader.py", spot="return next(iter(loader))", versions=TORCH, fix_any=["collate_fn", "pad_sequence"], expect="equal size",
)  # fmt: skip

case(
    SLUG, "ragged_tensors_notebook",
    ["import torch\nfrom torch.utils.data import DataLoader\nseqs = [torch.arange(n) for n in (5, 7, 3, 9)]", "loader = DataLoader(seqs, batch_size=2)\nfor batch in loader:\n    print(batch.shape)"],
    form="notebook", first_cell=4, spot="for batch in loader", versions=TORCH, accept=["shape-cat"], entities={"shapes": [[5], [7]]}, fix_any=["pad_sequence", "collate_fn"],
)  # fmt: skip

case(
    SLUG, "ragged_in_worker_held", '''
import torch
from torch.utils.data import DataLoader, Dataset


class Images(Dataset):
    sizes = [(3, 224, 224), (3, 224, 224), (3, 200, 224), (1, 224, 224)]

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.zeros(self.sizes[i])


if __name__ == "__main__":
    for x in DataLoader(Images(), batch_size=4, num_workers=1):
        print(x.shape)
''', at="/workspace/seg/data.py", place=IMAGE, part="held", form="ranked", spot="for x in DataLoader", versions=TORCH, dress=ranks(2), accept=["shape-cat"], others=["replica-exception"],
    entities={"shapes": [[3, 224, 224], [3, 200, 224]]}, fix_any=["resize", "Resize", "collate_fn", "crop"],
)  # fmt: skip

case(
    SLUG, "object_held_windows", '''
import datetime
from torch.utils.data import DataLoader

rows = [(datetime.date(2024, 1, d), d) for d in range(1, 9)]
for when, value in DataLoader(rows, batch_size=4):
    print(when, value)
''', at="/C/Users/maria/Documents/series/load.py", place=WINDOWS, part="held", spot="for when, value", versions=TORCH, dress=crlf, fix_any=["collate_fn", "timestamp", "tensor"],
    expect="default_collate",
)  # fmt: skip

case(
    SLUG, "path_objects_pytest", '''
from pathlib import Path

from torch.utils.data import DataLoader


def test_loader():
    rows = [{"file": Path("a.png"), "y": 1}, {"file": Path("b.png"), "y": 0}]
    batch = next(iter(DataLoader(rows, batch_size=2)))
    assert len(batch["file"]) == 2
''', at="/builds/img/tests/test_loader.py", place=VENV, form="pytest", spot="batch = next(", versions=TORCH, fix_any=["str(", "collate_fn"], expect="default_collate",
)  # fmt: skip

case(
    SLUG, "unequal_mail", '''
from torch.utils.data import DataLoader
data = [([1, 2], "a"), ([1], "b")]
print(list(DataLoader(data, batch_size=2)))
''', at="/home/bob/d.py", form="wrapped", spot="print(list(", versions=TORCH, dress=without_indent, fix_any=["collate_fn", "pad"], expect="equal size",
)  # fmt: skip

# ------------------------------------------------------------------ pickle-worker

SLUG = "pickle-worker"

case(
    SLUG, "lambda_transform", '''
import torch
from torch.utils.data import DataLoader, Dataset


class Points(Dataset):
    def __init__(self):
        self.transform = lambda x: x * 2

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return self.transform(torch.ones(2))


if __name__ == "__main__":
    loader = DataLoader(Points(), num_workers=2, multiprocessing_context="spawn")
    for p in loader:
        print(p)
''', at="/C/Users/maria/Documents/points/train.py", place=WINDOWS, spot="for p in loader", versions=TORCH, fix_any=["def ", "module level", "num_workers=0"], expect="pickle",
)  # fmt: skip

case(
    SLUG, "local_collate", '''
import torch
from torch.utils.data import DataLoader


def build(rows):
    def collate(batch):
        return torch.stack(batch)

    return DataLoader(rows, num_workers=1, collate_fn=collate, multiprocessing_context="spawn")


def main():
    for x in build([torch.ones(1)] * 4):
        print(x)


if __name__ == "__main__":
    main()
''', at="/Users/jo/rank/train.py", place=MAC, spot="for x in build", versions=TORCH, fix_any=["module level", "top level", "collate"], expect="local object",
)  # fmt: skip

case(
    SLUG, "open_file_held", '''
import torch
from torch.utils.data import DataLoader, Dataset


class Lines(Dataset):
    def __init__(self, path):
        self.handle = open(path)
        self.n = 3

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return torch.tensor(len(self.handle.readline()))


if __name__ == "__main__":
    it = iter(DataLoader(Lines(__file__), num_workers=1, multiprocessing_context="spawn"))
''', at="/home/lin/corpus/lines.py", part="held", form="wrapped", spot="it = iter(DataLoader", versions=TORCH, dress=mail(70, "> "), fix_any=["__getitem__", "worker", "open"], expect="cannot pickle",
)  # fmt: skip

case(
    SLUG, "lock_in_dataset", '''
import threading
import torch.multiprocessing as mp


class Pool:
    def __init__(self):
        self.lock = threading.Lock()


def work(rank, pool):
    print(rank)


if __name__ == "__main__":
    mp.spawn(work, args=(Pool(),), nprocs=2)
''', at="/srv/ml/jobs/spawn.py", place=VENV, spot="mp.spawn(", versions=TORCH, fix_any=["lock", "__getstate__"], expect="cannot pickle",
)  # fmt: skip

case(
    SLUG, "pool_lambda_312", '''
from multiprocessing import get_context


def main():
    with get_context("spawn").Pool(2) as pool:
        print(pool.map(lambda x: x + 1, range(4)))


if __name__ == "__main__":
    main()
''', at="/home/dkim/feats/extract.py", python="bare", form="docker", place=IMAGE, spot="print(pool.map", dress=each("extract-1  | "), fix_any=["module level", "top level", "def "], expect="pickle",
)  # fmt: skip

case(
    SLUG, "generator_held_39", '''
import multiprocessing as mp


def run(src):
    print(next(src))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    p = mp.Process(target=run, args=((i for i in range(3)),))
    p.start()
''', at="/home/olga/gen/run.py", python="bare9", part="held", form="cut", spot=None, dress=last(5), fix_any=["list", "generator"], expect="cannot pickle",
)  # fmt: skip

# --------------------------------------------------------------------- main-guard

SLUG = "main-guard"
GUARD = '''
import torch
import torch.multiprocessing as mp
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(16, 4), torch.randint(0, 2, (16,)))
loader = DataLoader(data, batch_size=4, num_workers=2, multiprocessing_context="spawn")
for x, y in loader:
    print(x.shape)
'''
for name, about in [
    ("windows_loader", dict(at="/C/Users/maria/Documents/mnist/train.py", place=WINDOWS, dress=crlf)),
    ("mac_mail_held", dict(at="/Users/jo/digits/train.py", place=MAC, part="held", form="wrapped", dress=mail(72, "> "))),
    ("fenced", dict(at="/Users/lee/cnn/main.py", place=MAC, dress=fenced("Works with num_workers=0 but not with 2:"))),
]:  # fmt: skip
    case(SLUG, name, GUARD, versions=TORCH, spot="for x, y in loader", fix=["__main__"], expect="bootstrapping phase", **about)  # fmt: skip

case(
    SLUG, "process_without_guard", '''
import multiprocessing as mp


def crunch(q):
    q.put(1)


mp.set_start_method("spawn", force=True)
q = mp.Queue()
p = mp.Process(target=crunch, args=(q,))
p.start()
p.join()
''', at="/home/alice/crunch/run.py", python="bare", spot="p.start()", fix=["__main__"], expect="bootstrapping phase",
)  # fmt: skip

case(
    SLUG, "pool_39_held", '''
from multiprocessing import get_context


def f(x):
    return x * x


ctx = get_context("spawn")
ps = [ctx.Process(target=f, args=(i,)) for i in range(2)]
for p in ps:
    p.start()
''', at="/home/olga/sq.py", python="bare9", part="held", form="cut", spot=None, dress=last(14), fix=["__main__"], expect="bootstrapping phase",
)  # fmt: skip

case(
    SLUG, "mp_spawn_ranked", '''
import torch.multiprocessing as mp


def worker(rank, world):
    print(rank, world)


mp.spawn(worker, args=(2,), nprocs=2)
''', at="/workspace/ddp/launch.py", place=IMAGE, form="docker", spot="mp.spawn(worker", versions=TORCH, dress=stamped(), fix=["__main__"], expect="bootstrapping phase", timeout=120,
)  # fmt: skip

# ----------------------------------------------------------------- too-many-files

SLUG = "too-many-files"

case(
    SLUG, "ancdata_loader", '''
import torch
from torch.utils.data import DataLoader


class Many(torch.utils.data.Dataset):
    def __len__(self):
        return 400

    def __getitem__(self, i):
        return [torch.ones(1) for _ in range(8)]


kept = []
for batch in DataLoader(Many(), num_workers=2):
    kept.append(batch)
''', at="/home/alice/boxes/collect.py", command=[*BASH, "ulimit -n 128; python collect.py"], spot="for batch in DataLoader", versions=TORCH,
    fix_any=["ulimit -n", "file_system"],
)  # fmt: skip

case(
    SLUG, "errno_24_plain", '''
import numpy as np


def load_all(paths):
    return [open(p, "rb") for p in paths]


files = load_all([__file__] * 500)
''', at="/srv/ml/shards/open_all.py", place=VENV, command=[*BASH, "ulimit -n 64; python open_all.py"], spot="return [open", versions=["numpy"],
    entities={"paths": ["/srv/ml/shards/open_all.py"]}, fix_any=["ulimit -n", "with open", "close"],
)  # fmt: skip

case(
    SLUG, "errno_24_notebook_held",
    ["import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (60, 4096))\nimport linecache, traceback", "handles = []\nfor i in range(200):\n    handles.append(open(f'shard_{i}.bin', 'wb'))"],
    part="held", form="notebook", python="bare", first_cell=5, spot="handles.append", fix_any=["ulimit -n", "with open", "close"], expect="Too many open files",
)  # fmt: skip

case(
    SLUG, "workers_cannot_start_ranked", '''
import torch
from torch.utils.data import DataLoader, TensorDataset

loaders = [DataLoader(TensorDataset(torch.ones(8)), num_workers=4, persistent_workers=True) for _ in range(20)]
its = []
for l in loaders:
    its.append(iter(l))
''', at="/fsx/mix/loaders.py", place=IMAGE, form="ranked", command=[*BASH, "ulimit -n 96; python loaders.py 2>&1 | head -60"], spot="its.append(iter(l))", versions=TORCH,
    dress=each("[rank3]: "), fix_any=["ulimit -n", "num_workers"], expect="Too many open files",
)  # fmt: skip

case(
    SLUG, "ancdata_tail_held", '''
import torch
from torch.utils.data import DataLoader

class D(torch.utils.data.Dataset):
    def __len__(self):
        return 300
    def __getitem__(self, i):
        return {k: torch.ones(1) for k in "abcdefgh"}

store = [b for b in DataLoader(D(), num_workers=1)]
''', at="/home/dkim/d.py", part="held", form="cut", command=[*BASH, "ulimit -n 110; python d.py"], versions=TORCH, dress=last(3), fix_any=["ulimit -n", "file_system"],
)  # fmt: skip

case(
    SLUG, "subprocess_docker", '''
import subprocess

procs = []
for i in range(100):
    procs.append(subprocess.Popen(["sleep", "1"], stdout=subprocess.PIPE))
''', at="/app/convert.py", place=IMAGE, python="bare", form="docker", command=[*BASH, "ulimit -n 64; python convert.py"], spot="procs.append", dress=each("convert-1  | "),
    fix_any=["ulimit -n", "--ulimit nofile"], expect="Too many open files",
)  # fmt: skip

# ---------------------------------------------------------------------- disk-full

SLUG = "disk-full"
SMALL = Path("/tmp/mlx-small")
"""A file system of 300 KiB: `mount -t tmpfs -o size=300k tmpfs /tmp/mlx-small`."""



def emptied(*args: object, **about: object) -> None:
    for left in SMALL.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    case(*args, **about)


if SMALL.is_mount():
    disk = {"rewrite": {"/tmp/mlx-small": "/data/ckpt"}, "versions": TORCH}
    emptied(
        SLUG, "torch_save", '''
import os

import torch

model = torch.nn.Linear(512, 512)
opt = torch.optim.AdamW(model.parameters())


def save(step):
    torch.save({"step": step, "model": model.state_dict()}, os.environ["CKPT"] + f"/step_{step}.pt")


save(1000)
''', at="/home/alice/pretrain/train.py", spot="torch.save(", env={"CKPT": str(SMALL)}, fix_any=["df -h", "space", "save_total_limit"], **disk,
    )  # fmt: skip
    emptied(
        SLUG, "safetensors_held", '''
import os
from transformers import GPT2Config, GPT2LMHeadModel

model = GPT2LMHeadModel(GPT2Config(n_embd=64, n_layer=2, n_head=2, vocab_size=2000))
model.save_pretrained(os.environ["CKPT"])
''', at="/workspace/lm/export.py", place=IMAGE, part="held", form="docker", spot="model.save_pretrained", env={"CKPT": str(SMALL)}, dress=stamped(),
        fix_any=["df -h", "space"], **{**disk, "versions": ["transformers", "safetensors"]},
    )  # fmt: skip
    emptied(
        SLUG, "numpy_memmap_ranked", '''
import os
import numpy as np


def dump(tokens):
    np.save(os.environ["CKPT"] + "/train.npy", tokens)


dump(np.zeros(1_000_000, dtype=np.uint16))
''', at="/fsx/tok/pack_tokens.py", place=VENV, form="ranked", spot="np.save(", env={"CKPT": str(SMALL)}, dress=each("[default0]:"), fix_any=["df -h", "space"], **{**disk, "versions": ["numpy"]},
    )  # fmt: skip
    emptied(
        SLUG, "errno_28_notebook",
        ["import json\nrows = [{'text': 'lorem ipsum ' * 40}] * 2000", "with open('/tmp/mlx-small/train.jsonl', 'w') as f:\n    for r in rows:\n        f.write(json.dumps(r) + '\\n')"],
        form="notebook", python="bare", first_cell=16, spot=None, fix_any=["df -h", "space"], rewrite={"/tmp/mlx-small": "/content"},
    )  # fmt: skip
    emptied(
        SLUG, "torch_save_mail_held", '''
import torch

net = torch.nn.Embedding(4000, 64)
torch.save(net, "/tmp/mlx-small/emb.pth")
''', at="/home/bob/emb.py", part="held", form="wrapped", dress=mail(70, "> "), fix_any=["df -h", "space"], spot=None, **disk,
    )  # fmt: skip
    emptied(
        SLUG, "tempfile_cut", '''
import os
import shutil
import tempfile

os.environ["TMPDIR"] = "/tmp/mlx-small"
src = __file__ + ".bin"
open(src, "wb").write(b"0" * 2_000_000)
shutil.copy(src, tempfile.mkdtemp())
''', at="/home/dkim/cp.py", python="bare", form="cut", dress=last(3), fix_any=["df -h", "space", "TMPDIR"], rewrite={"/tmp/mlx-small": "/var/tmp"},
    )  # fmt: skip

# --------------------------------------------------------------------- mp-context

SLUG = "mp-context"

for name, code, about in [
    ("torch_twice", '''
import torch.multiprocessing as mp


def main():
    mp.set_start_method("spawn")
    print("training")


if __name__ == "__main__":
    mp.set_start_method("fork")
    main()
''', dict(at="/home/alice/rl/train.py", spot='mp.set_start_method("spawn")', versions=TORCH)),
    ("library_first_docker", '''
import multiprocessing

pool = multiprocessing.Pool(1)

import torch

torch.multiprocessing.set_start_method("spawn")
''', dict(at="/app/serve.py", place=IMAGE, form="docker", dress=each("api-1  | "), spot="torch.multiprocessing.set_start_method", versions=TORCH)),
    ("plain_39_held", '''
import multiprocessing as mp

q = mp.Queue()


def setup():
    mp.set_start_method("spawn")


setup()
''', dict(at="/home/olga/a3c/main.py", python="bare9", part="held", form="wrapped", dress=mail(60), spot='mp.set_start_method("spawn")')),
    ("ranked", '''
import torch.multiprocessing as mp

for attempt in range(2):
    mp.set_start_method("forkserver")
''', dict(at="/fsx/x/run.py", place=VENV, form="ranked", dress=ranks(2), spot='mp.set_start_method("forkserver")', versions=TORCH)),
    ("tail_held", '''
import multiprocessing as mp
mp.set_start_method("fork")
mp.set_start_method("spawn")
''', dict(at="/home/dkim/x.py", python="bare", part="held", form="cut", dress=last(1))),
]:  # fmt: skip
    case(SLUG, name, code, fix_any=["force=True", "get_context"], expect="context has already been set", **about)

case(
    SLUG, "notebook",
    ["import torch.multiprocessing as mp\nmp.set_start_method('spawn')", "mp.set_start_method('spawn')\nprint(mp.get_start_method())"],
    form="notebook", first_cell=8, spot="mp.set_start_method('spawn')", versions=TORCH, fix_any=["force=True", "get_context"], expect="context has already been set",
)  # fmt: skip
