"""Drawn programs: loaders, tables, files, plots and plain Python around training."""

from drawn import scene
from wear import coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal, windows

scene("dataloader-collate", "nothing_for_a_broken_file", """
import random

import torch
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):
    def __init__(self, names):
        self.names = names

    def __len__(self):
        return len(self.names)

    def read(self, name):
        if name.startswith("bad"):
            raise OSError(f"cannot decode {name}")
        return torch.randn(16, 8)

    def __getitem__(self, i):
        try:
            return self.read(self.names[i]), i % 2
        except OSError as error:
            print("skipping", error)
            return None


random.seed(1)
names = [f"ok{i}.mp4" for i in range(9)] + ["bad3.mp4"]
loader = DataLoader(Clips(names), batch_size=5)
for clips, kind in loader:
    print(clips.shape, kind.tolist())
""", path="/home/petar/clips/loader.py", at="for clips, kind in loader:", fix_any=["is not None", "None", "collate_fn"], entities={"type": "NoneType"})

scene("dataloader-collate", "sentences_of_all_lengths", """
import torch
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self, lines):
        words = sorted({w for line in lines for w in line.split()})
        self.ids = {w: i + 1 for i, w in enumerate(words)}
        self.lines = lines

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, i):
        return torch.tensor([self.ids[w] for w in self.lines[i].split()])


def main():
    data = Sentences(["a b c", "a b", "c c c d", "d"])
    loader = DataLoader(data, batch_size=2, num_workers=2)
    for step, batch in enumerate(loader):
        print(step, batch.shape)


if __name__ == "__main__":
    main()
""", path="/srv/nlu/batches.py", at="for step, batch in enumerate(loader):", run="process", form="docker", wears=[compose("nlu")], accept=["shape-cat"], root="not resizable",
      fix_any=["pad_sequence"])

scene("dataloader-worker", "worker_gone", """
import os
import signal

import torch
from torch.utils.data import DataLoader, Dataset


class Scans(Dataset):
    def __len__(self):
        return 40

    def __getitem__(self, i):
        if i == 17:  # stands for the kernel that kills the greediest process
            os.kill(os.getpid(), signal.SIGKILL)
        return torch.zeros(64, 64), i


def main():
    loader = DataLoader(Scans(), batch_size=4, num_workers=2)
    seen = 0
    for scans, index in loader:
        seen += len(scans)
        print("seen", seen)


if __name__ == "__main__":
    main()
""", path="/home/femi/scans/load.py", at="for scans, index in loader:", run="process", form="docker", wears=[prefixed(docker_time)],
      fix_any=["num_workers", "memory", "batch_size"])

scene("dataloader-setup", "shuffled_and_sampled", """
import torch
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

torch.manual_seed(0)
x, y = torch.randn(90, 4), (torch.rand(90) < 0.1).long()


def balanced_loader(x, y, batch_size):
    weights = 1.0 / torch.bincount(y).float()
    sampler = WeightedRandomSampler(weights[y], num_samples=len(y))
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True, sampler=sampler)


for xb, yb in balanced_loader(x, y, 15):
    print(yb.float().mean())
""", path="/home/uma/rare/loader.py", at="return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True, sampler=sampler)",
      fix_any=["DataLoader(TensorDataset(x, y), batch_size=batch_size, sampler=sampler)", "shuffle=False", "remove shuffle", "without shuffle"])

scene("dataloader-setup", "pattern_that_matches_nothing", """
import argparse
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset


class Folder(Dataset):
    def __init__(self, root, pattern="*.jpg"):
        self.files = sorted(Path(root).glob(pattern))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return torch.load(self.files[i])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default="images")
    args = parser.parse_args()
    Path(args.root, "train").mkdir(parents=True, exist_ok=True)
    train = DataLoader(Folder(args.root), batch_size=8, shuffle=True)
    print(len(train), "batches")


main()
""", path="/home/dario/folder/train.py", at="train = DataLoader(Folder(args.root), batch_size=8, shuffle=True)", form="mail", wears=[mailed(68)],
      entities={"num_samples": 0}, fix_any=["empty", "path", "pattern", "folder", "len("])

scene("pickle-worker", "lambda_to_spawned_workers", """
import torch
from torch.utils.data import DataLoader, Dataset


class Waves(Dataset):
    def __init__(self, transform=None):
        self.transform = transform

    def __len__(self):
        return 12

    def __getitem__(self, i):
        wave = torch.sin(torch.arange(50) * (i + 1) / 10)
        return self.transform(wave) if self.transform else wave


def main():
    data = Waves(transform=lambda w: (w - w.mean()) / w.std())
    loader = DataLoader(data, batch_size=4, num_workers=1, multiprocessing_context="spawn")
    for batch in loader:
        print(batch.shape)


if __name__ == "__main__":
    main()
""", path="/home/sora/waves/load.py", at="for batch in loader:", run="process", fix_any=["def ", "top level", "module level", "named function", "functools.partial"])

scene("main-guard", "pool_at_the_top", """
import multiprocessing as mp

import numpy as np

mp.set_start_method("spawn")


def power(seed):
    rng = np.random.default_rng(seed)
    return float(np.abs(np.fft.rfft(rng.normal(size=256))).max())


print("computing spectra")
workers = [mp.Process(target=power, args=(seed,)) for seed in range(1)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
""", path="/Users/uma/spectra/peaks.py", at="mp.set_start_method(\"spawn\")", rule="main-guard", accept=["mp-context"], run="process",
      fix_any=['if __name__ == "__main__":'])

scene("too-many-files", "opened_and_never_closed", """
import resource

import numpy as np

resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


class Shards:
    def __init__(self, count, rows=10):
        self.paths = []
        for i in range(count):
            path = f"shard_{i:03}.npy"
            np.save(path, np.full((rows, 3), i, np.float32))
            self.paths.append(path)
        self.maps = [np.load(p, mmap_mode="r") for p in self.paths]
        self.handles = [open(p, "rb") for p in self.paths]

    def __getitem__(self, i):
        return self.maps[i // 10][i % 10]


shards = Shards(90)
print(shards[123])
""", path="/home/lena/shards/data.py", at='self.maps = [np.load(p, mmap_mode="r") for p in self.paths]', function=False, fix_any=["ulimit -n", "close", "with open("])

scene("disk-full", "checkpoint_every_step", """
import pickle

from torch import nn


def save_checkpoint(model, step, folder):
    path = f"{folder}/step_{step:06}.pt"
    with open(path, "wb") as file:
        file.write(pickle.dumps(model.state_dict()))
    return path


model = nn.Linear(256, 256)
for step in range(1000, 4000, 1000):
    save_checkpoint(model, step, ".")
    print("saved", step)
""", path="/mnt/scratch/run7/train.py", at="file.write(pickle.dumps(model.state_dict()))", breaks=("write", 3, "OSError", "[Errno 28] No space left on device", "train.py"),
      where="python 3.11 strerror(ENOSPC)", form="journal", wears=[journal("node9", "train", 9021)], fix_any=["df -h", "delete", "free", "older"])

scene("mp-context", "start_method_set_again", """
import torch
import torch.multiprocessing as mp


class Evaluator:
    def __init__(self, workers):
        mp.set_start_method("spawn")
        self.workers = workers

    def score(self, xs):
        return [x.norm().item() for x in xs]


def evaluate(fold):
    return Evaluator(workers=2).score(torch.randn(3, 5).unbind())


if __name__ == "__main__":
    for fold in range(3):
        print(fold, evaluate(fold))
""", path="/home/noor/folds/evaluate.py", at='mp.set_start_method("spawn")', run="process", fix_any=['mp.set_start_method("spawn", force=True)', 'get_context("spawn")', "force=True", "once"])

scene("sklearn-input", "holes_in_the_features", """
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def load():
    rng = np.random.default_rng(0)
    df = pd.DataFrame({"age": rng.integers(18, 80, 60).astype(float), "visits": rng.integers(0, 9, 60)})
    df.loc[::7, "age"] = np.nan
    df["left"] = (df["visits"] > 4).astype(int)
    return df


def main():
    df = load()
    X_train, X_test, y_train, y_test = train_test_split(df[["age", "visits"]], df["left"], random_state=0)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(X_train, y_train)
    print(model.score(X_test, y_test))


if __name__ == "__main__":
    main()
""", path="/home/irina/churn/fit.py", at="model.fit(X_train, y_train)", accept=["missing-values"], fix_any=["SimpleImputer", "dropna", "HistGradientBoosting"])

scene("sklearn-input", "one_row_to_predict_notebook", None, cells=[
    "import numpy as np\nfrom sklearn.ensemble import RandomForestRegressor\nrng = np.random.default_rng(1)\nX = rng.normal(size=(50, 3))\nforest = RandomForestRegressor(5).fit(X, X[:, 0])",
    "sample = X[10]\nforest.predict(sample)"],
      path="/home/uma/nb/forest.ipynb", at="forest.predict(sample)", run="guest", form="notebook", fix_any=["sample.reshape(1, -1)", "[sample]", "X[10:11]", "sample[None"])

scene("sklearn-input", "scaler_of_other_columns", """
import pickle

import numpy as np
from sklearn.preprocessing import StandardScaler


def train(path):
    X = np.random.default_rng(0).normal(size=(30, 6))
    scaler = StandardScaler().fit(X)
    with open(path, "wb") as file:
        pickle.dump(scaler, file)


def serve(path, request):
    with open(path, "rb") as file:
        scaler = pickle.load(file)
    row = np.array([list(request.values())], dtype=float)
    return scaler.transform(row)


train("scaler.pkl")
print(serve("scaler.pkl", {"age": 41, "income": 1200, "debt": 0, "kids": 2, "zip": 1010}))
""", path="/srv/credit/serve.py", at="return scaler.transform(row)", form="docker", wears=[compose("api")], entities={"features": [5, 6]},
      fix_any=["same columns", "same features", "feature_names_in_", "6 features", "same 6", "n_features_in_"])

scene("sklearn-input", "words_among_numbers", """
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

ROWS = [("red", 3, 0), ("blue", 1, 1), ("red", 2, 1), ("green", 5, 0)]


def table(rows):
    return pd.DataFrame(rows, columns=["colour", "size", "sold"])


def fit(frame):
    tree = DecisionTreeClassifier(max_depth=2)
    return tree.fit(frame[["colour", "size"]], frame["sold"])


tree = fit(table(ROWS))
print(tree.predict(table([("blue", 2, 0)])[["colour", "size"]]))
""", path="/home/femi/shop/tree.py", at='return tree.fit(frame[["colour", "size"]], frame["sold"])', form="quoted", wears=[quoted],
      entities={"value": "red"}, fix_any=["OneHotEncoder", "get_dummies", "OrdinalEncoder"])

scene("table-reading", "semicolons_and_commas", """
import pandas as pd

CSV = \"\"\"station;day;mm
A;2024-01-01;3,2
B;2024-01-01;0,0;wet
C;2024-01-02;1,1,0
\"\"\"


def read(path):
    frame = pd.read_csv(path)
    frame["day"] = pd.to_datetime(frame["day"])
    return frame.set_index(["station", "day"])


with open("rain.csv", "w") as file:
    file.write(CSV)
print(read("rain.csv").describe())
""", path="/home/sora/rain/read.py", at="frame = pd.read_csv(path)", fix_any=['sep=";"', "sep="])

scene("missing-entry", "blank_in_the_header", """
import io

import pandas as pd

EXPORT = "id, text, label\\n1, good value, pos\\n2, broke at once, neg\\n"


class Corpus:
    def __init__(self, source):
        self.frame = pd.read_csv(source)
        self.names = {"neg": 0, "pos": 1}

    def labels(self):
        return self.frame["label"].map(self.names).tolist()


corpus = Corpus(io.StringIO(EXPORT))
print(len(corpus.frame), "rows")
print(corpus.labels())
""", path="/home/noor/corpus/corpus.py", at='return self.frame["label"].map(self.names).tolist()', accept=["table-values", "table-shape"],
      span=[1, 26], entities={"key": "label"}, fix_any=["columns.str.strip()", "skipinitialspace=True", ".columns"])

scene("table-values", "ids_with_holes_notebook", None, cells=[
    "import pandas as pd\ncustomers = pd.DataFrame({'cid': [4, 7, 9], 'city': ['Oslo', 'Graz', 'Lund']})\norders = pd.DataFrame({'cid': [4, 9, 12], 'total': [20.5, 8.0, 31.0]})",
    "joined = customers.merge(orders, on='cid', how='outer')\njoined['total'] = joined['total'].astype(int)\njoined.head()"],
      path="/home/irina/nb/orders.ipynb", at="joined['total'] = joined['total'].astype(int)", run="guest", form="ansi", colors="linux", accept=["missing-values"],
      fix_any=["fillna(", "Int64", "dropna("])

scene("table-shape", "predictions_short_of_rows", """
import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def predict(net, x, batch_size=32):
    loader = DataLoader(TensorDataset(x), batch_size=batch_size, drop_last=True)
    with torch.no_grad():
        return np.concatenate([net(b).argmax(1).numpy() for (b,) in loader])


def main():
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(100, 5)), columns=list("abcde"))
    x = torch.tensor(frame.values, dtype=torch.float32)
    frame["pred"] = predict(nn.Linear(5, 3).eval(), x)
    frame.to_csv("submission.csv", index=False)


main()
""", path="/home/femi/kaggle/submit.py", at='frame["pred"] = predict(nn.Linear(5, 3).eval(), x)', form="ranked", wears=[prefixed("(submit pid=4114) ")],
      entities={"lengths": [96, 100]}, fix_any=["drop_last", "index", "same length", "every row", "one value per row"])

scene("attribute-removed", "rows_appended_one_by_one", """
import pandas as pd

log = pd.DataFrame(columns=["epoch", "loss", "f1"])


def train_epoch(epoch):
    return {"epoch": epoch, "loss": 1 / (epoch + 1), "f1": 0.5 + epoch / 20}


def run(epochs):
    global log
    for epoch in range(epochs):
        row = train_epoch(epoch)
        log = log.append(row, ignore_index=True)
    log.to_csv("log.csv")


run(5)
""", path="/home/petar/logs/train.py", at="log = log.append(row, ignore_index=True)", form="wrapped", wears=[terminal(72)],
      fix_any=["pd.concat([log, pd.DataFrame([row])]", "pd.concat(["])

scene("attribute-removed", "numpy_integration", """
import numpy as np


def auc(fpr, tpr):
    order = np.argsort(fpr)
    return np.trapz(np.asarray(tpr)[order], np.asarray(fpr)[order])


def roc(scores, labels):
    thresholds = np.unique(scores)[::-1]
    tpr = [np.mean(scores[labels == 1] >= t) for t in thresholds]
    fpr = [np.mean(scores[labels == 0] >= t) for t in thresholds]
    return fpr, tpr


rng = np.random.default_rng(0)
labels = rng.integers(0, 2, 200)
scores = labels + rng.normal(size=200)
print(f"AUC {auc(*roc(scores, labels)):.3f}")
""", path="/home/lena/metrics/roc.py", at="return np.trapz(np.asarray(tpr)[order], np.asarray(fpr)[order])", fix_any=["np.trapezoid("])

scene("numpy-pickle", "ragged_archive", """
import numpy as np


def save(sequences, path):
    arrays = np.array([np.asarray(s) for s in sequences], dtype=object)
    np.savez(path, x=arrays, y=np.arange(len(arrays)))


def load(path):
    with np.load(path) as archive:
        y = archive["y"]
        x = archive["x"]
    return x, y


save([[1, 2, 3], [4], [5, 6]], "seqs.npz")
x, y = load("seqs.npz")
print(x.shape, y.shape)
""", path="/srv/seq/io.py", at='x = archive["x"]', form="stripped", wears=[stripped], fix_any=["np.load(path, allow_pickle=True)", "allow_pickle=True"])

scene("wrong-structure", "records_at_the_top", """
import json
from pathlib import Path

Path("annotations.json").write_text(json.dumps([
    {"image": "a.jpg", "boxes": [[0, 0, 4, 4]]},
    {"image": "b.jpg", "boxes": []},
]))


class Detections:
    def __init__(self, path):
        data = json.loads(Path(path).read_text())
        self.items = data["annotations"]

    def __len__(self):
        return len(self.items)


print(len(Detections("annotations.json")))
""", path="/home/dario/boxes/data.py", at='self.items = data["annotations"]', accept=["wrong-type", "missing-entry"],
      fix_any=["data[0]", "for ", "is a list", "self.items = data", "list of"])

scene("text-format", "lines_read_as_one", """
import json


def write(path):
    with open(path, "w") as file:
        for i in range(3):
            file.write(json.dumps({"prompt": f"question {i}", "answer": str(i)}) + "\\n")


def read(path):
    with open(path) as file:
        return json.load(file)


def build(path):
    pairs = [(r["prompt"], r["answer"]) for r in read(path)]
    return pairs


write("train.jsonl")
print(build("train.jsonl")[:2])
""", path="/home/irina/sft/data.py", at="return json.load(file)", form="ranked", wears=[prefixed("[rank0]: ")],
      fix_any=["[json.loads(line) for line in file]", "json.loads(line)"])

scene("text-format", "old_encoding", """
import csv
from pathlib import Path

Path("cities.csv").write_bytes("city,people\\nMünchen,1500000\\nKöln,1080000\\n".encode("latin-1"))


def people(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["city"]: int(row["people"]) for row in csv.DictReader(file)}


def main():
    table = people("cities.csv")
    print(sum(table.values()))


if __name__ == "__main__":
    main()
""", path="/home/femi/cities/count.py", at='return {row["city"]: int(row["people"]) for row in csv.DictReader(file)}',
      function=False, entities={"byte": "0xfc"}, fix_any=['encoding="latin-1"', 'encoding="cp1252"', 'encoding="iso-8859-1"'])

scene("python-number", "average_over_no_batches", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def validate(net, loader):
    total = 0.0
    for x, y in loader:
        total += nn.functional.mse_loss(net(x), y).item()
    return total / len(loader)


def main():
    net = nn.Linear(2, 1)
    data = TensorDataset(torch.randn(10, 2), torch.randn(10, 1))
    val = DataLoader(data, batch_size=32, drop_last=True)
    print("val loss", validate(net, val))


main()
""", path="/home/noor/small/validate.py", at="return total / len(loader)", form="docker", wears=[compose("job")], accept=["empty-loop"],
      fix_any=["len(loader)", "drop_last", "empty", "max("])

scene("python-number", "number_with_a_unit", """
import os
import sys


def settings():
    return {
        "seed": int(os.environ.get("SEED", "0")),
        "max_memory": int(os.environ.get("MAX_MEMORY", "16GB")),
        "epochs": int(os.environ.get("EPOCHS", "3")),
    }


def main(argv):
    config = settings()
    print(argv, config)


main(sys.argv[1:])
""", path="/srv/jobs/start.py", at='"max_memory": int(os.environ.get("MAX_MEMORY", "16GB")),', form="journal", wears=[journal("sched", "start.py", 55)],
      entities={"value": "16GB"}, accept=["text-format"], fix_any=["16GB", "digits", "removesuffix", "strip", "number"])

scene("name-undefined", "cell_skipped_notebook", None, cells=[
    "import torch\nfrom torch import nn",
    "model = nn.Linear(3, 1).to(device)\nmodel"],
      path="/home/uma/nb/linear.ipynb", at="model = nn.Linear(3, 1).to(device)", run="guest", form="notebook", count=12, entities={"name": "device"},
      fix_any=["device =", "torch.device(", "the cell that assigns"])

scene("name-undefined", "assigned_in_one_branch", """
import torch
from torch import nn


def build(kind, dim):
    if kind == "linear":
        head = nn.Linear(dim, 2)
    elif kind == "mlp":
        head = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, 2))
    return nn.Sequential(nn.LayerNorm(dim), head)


CONFIG = {"head": "MLP", "dim": 12}

model = build(CONFIG["head"], CONFIG["dim"])
print(model(torch.randn(1, 12)))
""", path="/home/sora/heads/build.py", at="return nn.Sequential(nn.LayerNorm(dim), head)", entities={"name": "head"}, form="coloured", wears=[coloured],
      accept=["empty-loop"], fix_any=["else:", "every branch", "each branch", "no branch", "raise ValueError"])

scene("call-arguments", "mask_not_expected", """
import torch
from torch import nn


class Pool(nn.Module):
    def forward(self, x):
        return x.mean(1)


class Model(nn.Module):
    def __init__(self, dim, pool):
        super().__init__()
        self.proj, self.pool = nn.Linear(dim, dim), pool

    def forward(self, x, mask):
        return self.pool(self.proj(x), mask)


model = Model(6, Pool())
with torch.no_grad():
    print(model(torch.randn(2, 4, 6), torch.ones(2, 4)).shape)
""", path="/home/petar/pool/model.py", at="return self.pool(self.proj(x), mask)", entities={"given": 3}, form="quoted", wears=[quoted],
      fix_any=["def forward(self, x, mask", "self.pool(self.proj(x))"])

scene("call-arguments", "fold_missing", """
import random
from dataclasses import dataclass


@dataclass
class Split:
    train: list
    valid: list


def make_split(items, fold, folds=5):
    valid = [x for i, x in enumerate(items) if i % folds == fold]
    return Split([x for x in items if x not in valid], valid)


def main():
    items = list(range(20))
    random.Random(0).shuffle(items)
    split = make_split(items)
    print(len(split.train), len(split.valid))


main()
""", path="/home/lena/cv/split.py", at="split = make_split(items)", entities={"argument": "fold"},
      fix_any=["make_split(items, fold", "fold=", "make_split(items, 0"])

scene("wrong-type", "option_read_as_text", """
import argparse


def warmup(step, total):
    return min(1.0, step / total)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup-steps", default=3)
    args = parser.parse_args(["--steps", "8", "--warmup-steps", "4"])
    for step in range(args.steps):
        rate = warmup(step, args.warmup_steps) if step < args.warmup_steps else 1.0
        print(f"{step} {rate:.2f}")


main()
""", path="/home/irina/cli/schedule.py", at="rate = warmup(step, args.warmup_steps) if step < args.warmup_steps else 1.0", form="mail", wears=[mailed(64)],
      fix_any=["int(args.warmup_steps)", "type=int"])

scene("wrong-type", "nothing_came_back", """
import torch
from torch import nn


class Loss(nn.Module):
    def __init__(self, weight):
        super().__init__()
        self.weight = weight

    def forward(self, logits, target):
        ce = nn.functional.cross_entropy(logits, target)
        if self.weight > 0:
            smooth = logits.log_softmax(-1).mean()
            self.last = ce - self.weight * smooth
        else:
            return ce


criterion = Loss(0.1)
regulariser = 1e-4
model = nn.Linear(3, 4)
loss = criterion(model(torch.randn(5, 3)), torch.randint(0, 4, (5,)))
total = loss + regulariser * sum(p.square().sum() for p in model.parameters())
total.backward()
""", path="/workspace/smooth/train.py", at="total = loss + regulariser * sum(p.square().sum() for p in model.parameters())", accept=["invalid-arguments", "wrong-object"], fix_any=["return"])

scene("not-callable", "mode_overwritten", """
import torch
from torch import nn


def set_mode(model, training):
    model.train = training


def loop(model, epochs):
    for epoch in range(epochs):
        model.train()
        model(torch.randn(2, 3)).sum().backward()
        set_mode(model, False)
        with torch.no_grad():
            print(epoch, model(torch.ones(1, 3)).item())


loop(nn.Linear(3, 1), 2)
""", path="/home/dario/mode/loop.py", at="model.train()", entities={"type": "bool"}, form="docker", wears=[prefixed("trainer-0 | ")],
      fix_any=["model.train(training)", "model.train(True)", "model.train =", "overw", "rename", "shadow"])

scene("unpack-values", "loader_gives_three", """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Indexed(Dataset):
    def __init__(self, n):
        self.x, self.y = torch.randn(n, 4), torch.randint(0, 2, (n,))

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i], i


def train(net, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()


train(nn.Linear(4, 2), DataLoader(Indexed(20), batch_size=5))
""", path="/home/noor/indexed/train.py", at="for x, y in loader:", form="ranked", wears=[prefixed("[rank1]: ")],
      fix_any=["for x, y, _ in loader", "for x, y, index in loader", "for x, y, *", "for x, y, "])

scene("not-python", "bracket_left_open", """
import train_config

print(train_config.SETTINGS)
""", files={"train_config.py": """
SETTINGS = {
    "lr": 3e-4,
    "betas": (0.9, 0.999,
    "weight_decay": 0.01,
}
"""}, path="/home/petar/cfg/main.py", at='"weight_decay": 0.01,\n}', at_file="train_config.py", run="process", fix_any=["(0.9, 0.999)", "line 3", '"betas"'])

scene("check-failed", "probabilities_do_not_add_up", """
import torch


def label_smooth(target, classes, eps=0.1):
    soft = torch.full((len(target), classes), eps / classes)
    soft.scatter_(1, target[:, None], 1 - eps)
    return soft


def test_rows_sum_to_one():
    target = torch.tensor([0, 2, 1])
    soft = label_smooth(target, classes=4)
    total = soft.sum(1)
    assert torch.allclose(total, torch.ones(3))


def test_shape():
    assert label_smooth(torch.tensor([1]), 5).shape == (1, 5)
""", path="/home/lena/smooth/tests/test_smooth.py", at="assert torch.allclose(total, torch.ones(3))", run="pytest", form="pytest",
      fix_any=["print(total", "assert_close", "print(soft", "total.tolist"])

scene("changed-while-looping", "prefix_taken_off", """
import torch
from torch import nn


def strip(state, prefix):
    for key in state:
        if key.startswith(prefix):
            state[key[len(prefix):]] = state.pop(key)
    return state


wrapped = nn.Module()
wrapped.module = nn.Linear(2, 2)
plain = nn.Linear(2, 2)
plain.load_state_dict(strip(wrapped.state_dict(), "module."))
""", path="/home/femi/strip/convert.py", at="for key in state:", form="stripped", wears=[stripped], fix_any=["for key in list(state):", "list(state.keys())", "list(state)"])

scene("dataclass-fields", "list_as_default", """
from dataclasses import dataclass, field


@dataclass
class Optim:
    name: str = "adamw"
    lr: float = 1e-3


@dataclass
class Config:
    hidden: list[int] = [256, 128]
    optim: Optim = field(default_factory=Optim)
    seed: int = 0


def main():
    config = Config()
    print(config)


if __name__ == "__main__":
    main()
""", path="/srv/conf/config.py", at="lr: float = 1e-3\n\n\n@dataclass", form="journal", wears=[journal("ci", "python", 12)], entities={"field": "hidden"},
      fix_any=["field(default_factory=lambda: [256, 128])", "default_factory"])

scene("endless-recursion", "attribute_of_a_wrapper", """
import torch
from torch import nn


class Logged:
    def __init__(self, model):
        self.calls = 0
        self.net = model

    def __getattr__(self, name):
        return getattr(self.model, name)


def main():
    logged = Logged(nn.Linear(2, 2))
    print(logged.calls)
    print(logged.in_features)


main()
""", path="/home/sora/wrap/logged.py", at="return getattr(self.model, name)", fix_any=["self.net", "__dict__", "object.__getattribute__", "self.model"])

scene("command-line", "flag_with_another_name", """
import argparse


def parse():
    parser = argparse.ArgumentParser(description="Fine-tune a classifier.")
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--fp16", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    args = parse()
    print(args)
""", path="/home/irina/cli/finetune.py", args=["--data_dir", "corpus", "--lr", "1e-4"], lines=False, fix_any=["--data-dir"])

scene("file-missing", "started_elsewhere", """
from pathlib import Path

import pandas as pd


class Images:
    def __init__(self, root, index):
        self.root = Path(root)
        self.table = pd.read_csv(self.root / index)

    def __len__(self):
        return len(self.table)


def main():
    train = Images("../data/birds", "train.csv")
    print(len(train))


if __name__ == "__main__":
    main()
""", path="/home/dario/birds/src/train.py", at='self.table = pd.read_csv(self.root / index)', form="docker", wears=[compose("train")],
      entities={"path": "../data/birds/train.csv"}, fix_any=["Path(__file__)", "../data/birds/train.csv", "cwd", "current"])

scene("image-unreadable", "page_saved_as_picture", """
from pathlib import Path

import numpy as np
from PIL import Image

Path("cats").mkdir(exist_ok=True)
Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save("cats/001.jpg")
Path("cats/002.jpg").write_text("<html><body>403 Forbidden</body></html>")


def thumbnails(folder):
    for path in sorted(Path(folder).glob("*.jpg")):
        with Image.open(path) as image:
            yield path.name, image.convert("RGB").resize((2, 2))


for name, image in thumbnails("cats"):
    print(name, image.size)
""", path="/home/uma/cats/thumbs.py", at="with Image.open(path) as image:", form="rich", entities={"path": "cats/002.jpg"},
      fix_any=["cats/002.jpg", "file cats", "download"])

scene("plot-input", "one_point_more_than_epochs_notebook", None, cells=[
    "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nhistory = {'train': [0.9, 0.6, 0.4], 'val': [1.1, 0.95, 0.7, 0.66]}",
    "epochs = range(1, len(history['train']) + 1)\nfor name, values in history.items():\n    plt.plot(epochs, values, label=name)\nplt.legend()"],
      path="/home/uma/nb/curves.ipynb", at="plt.plot(epochs, values, label=name)", run="guest", form="notebook", count=3, entities={"shapes": [[3], [4]]},
      fix_any=["len(values)", "range(len(values))", "same length"])

scene("empty-loop", "loss_of_a_loop_never_entered", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_epoch(net, loader, optimizer):
    for x, y in loader:
        loss = nn.functional.mse_loss(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def main():
    data = TensorDataset(torch.randn(6, 3), torch.randn(6, 1))
    loader = DataLoader(data, batch_size=16, drop_last=True)
    net = nn.Linear(3, 1)
    print(train_epoch(net, loader, torch.optim.SGD(net.parameters(), lr=0.1)))


main()
""", path="/home/lena/tiny/train.py", at="return loss.item()", accept=["name-undefined"], entities={"name": "loss"}, fix_any=["drop_last", "len(loader)", "empty", "never", "no batch"])

scene("process-failed", "converter_returns_one", """
import subprocess
import sys
from pathlib import Path

Path("convert.py").write_text("import sys\\nsys.exit('unknown format: .safetensor')\\n")


def convert(source, target):
    subprocess.run([sys.executable, "convert.py", source, target], check=True)


def main():
    for name in ("model.safetensor",):
        convert(name, name.replace("safetensor", "gguf"))


main()
""", path="/home/femi/gguf/pipeline.py", at='subprocess.run([sys.executable, "convert.py", source, target], check=True)', run="process",
      fix_any=["unknown format", "above", "stderr", "output"])

scene("process-crashed", "write_through_a_null", """
import ctypes
import faulthandler

import numpy as np

faulthandler.enable()


def fill(pointer, values):
    array = (ctypes.c_float * len(values)).from_address(pointer)
    for i, value in enumerate(values):
        array[i] = value


print("filling buffer")
fill(8, np.ones(4, np.float32))
""", path="/home/petar/native/fill.py", at="array[i] = value", run="process", lines=False, fix_any=["faulthandler", "gdb", "ctypes", "address", "pointer", "C extension", "native"])

scene("cpu-oom", "one_hot_of_everything", """
import numpy as np


def one_hot(ids, size):
    table = np.zeros((len(ids), size), dtype=np.float64)
    table[np.arange(len(ids)), ids] = 1
    return table


def main():
    users, items = 40_000_000, 250_000
    rng = np.random.default_rng(0)
    picks = rng.integers(0, items, size=1000)
    picks = np.broadcast_to(picks[0], users)
    print(one_hot(picks, items).sum())


main()
""", path="/srv/recsys/encode.py", at="table = np.zeros((len(ids), size), dtype=np.float64)", form="journal", wears=[journal("bigmem", "encode", 404)],
      entities={"shapes": [[40000000, 250000]]}, fix_any=["sparse", "csr_matrix", "csr_array", "OneHotEncoder", "the ids themselves"])

scene("cpu-oom", "pairs_of_everything", """
import torch


def nearest(queries, corpus):
    distance = torch.cdist(queries, corpus)
    return distance.argmin(1)


def main():
    corpus = torch.zeros(1, 2).expand(3_000_000, 2)
    queries = torch.zeros(1, 2).expand(2_000_000, 2)
    print(nearest(queries, corpus).shape)


if __name__ == "__main__":
    main()
""", path="/home/sora/knn/search.py", at="distance = torch.cdist(queries, corpus)", entities={"sizes": [24000000000000]}, fix_any=["split(", "chunk", "batch", "smaller"])

scene("empty-loop", "iterator_used_up", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(12, 2), torch.randint(0, 2, (12,)))
labelled = DataLoader(data, batch_size=4)
unlabelled = iter(DataLoader(TensorDataset(torch.randn(16, 2)), batch_size=4))
net = nn.Linear(2, 2)


def consistency(x):
    return (net(x) - net(x + 0.01)).pow(2).mean()


for epoch in range(2):
    for x, y in labelled:
        (u,) = next(unlabelled)
        loss = nn.functional.cross_entropy(net(x), y) + consistency(u)
        loss.backward()
    print("epoch", epoch, "done")
""", path="/home/noor/semi/train.py", at="(u,) = next(unlabelled)", root="StopIteration", form="coloured", wears=[coloured],
      fix_any=["itertools.cycle", "except StopIteration", "iter(", "next(unlabelled, None)", "default"])
