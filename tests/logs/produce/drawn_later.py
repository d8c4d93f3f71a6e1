"""Drawn programs that came after the first were scored: families at large."""

import drawn
from hf_tiny import folder
from stage import mib
from wear import coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted, ranks, stripped, terminal, windows

GPT2, BERT = {"models/gpt2": folder("gpt2")}, {"models/bert": folder("bert")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"later_{name}", code, **about)


def unknown(name, code, **about):
    drawn.unknown(f"later_{name}", code, **about)


scene("shape-matmul", "two_towers_of_unlike_width", """
import torch
from torch import nn


class TwoTowers(nn.Module):
    def __init__(self, users=50, items=80):
        super().__init__()
        self.user = nn.Sequential(nn.Embedding(users, 32), nn.Linear(32, 48))
        self.item = nn.Sequential(nn.Embedding(items, 32), nn.Linear(32, 64))

    def forward(self, user, items):
        u, v = self.user(user), self.item(items)
        return torch.einsum("bd,nd->bn", u, v)


towers = TwoTowers()
scores = towers(torch.arange(6), torch.arange(80))
print(scores.topk(5).indices)
""", path="/srv/reco/towers.py", at='return torch.einsum("bd,nd->bn", u, v)', form="docker", wears=[compose("reco")],
      fix_any=["self.item", "Linear(32, 48)", "Linear(32, 64)", "same size", "48", "same width", "same length"])

scene("shape-broadcast", "four_channels_of_a_png", """
import numpy as np
import torch
from PIL import Image

MEAN = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
STD = torch.tensor([0.229, 0.224, 0.225])[:, None, None]


def load(path):
    image = torch.from_numpy(np.array(Image.open(path))).permute(2, 0, 1).float() / 255
    return (image - MEAN) / STD


Image.fromarray(np.zeros((10, 12, 4), np.uint8), "RGBA").save("logo.png")
print(load("logo.png").shape)
""", path="/home/uma/logos/load.py", at="return (image - MEAN) / STD", entities={"sizes": [4, 3]}, fix_any=['convert("RGB")', "[:3]", "image[:3]"])

scene("shape-target", "flattened_with_a_fixed_size", """
import torch
import torch.nn.functional as F
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)
        self.fc = nn.Linear(16 * 5 * 5, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x).relu(), 2)
        x = F.max_pool2d(self.conv2(x).relu(), 2)
        x = x.view(-1, 16 * 5 * 5)
        return self.fc(x)


net = LeNet()
criterion = nn.CrossEntropyLoss()
images, labels = torch.rand(4, 3, 92, 92), torch.randint(0, 10, (4,))
outputs = net(images)
loss = criterion(outputs, labels)
print(loss.item())
""", path="/home/petar/lenet/train.py", at="loss = criterion(outputs, labels)", entities={"sizes": [64, 4]}, form="quoted", wears=[quoted],
      fix_any=["x.view(x.size(0), -1)", "flatten(1)", "torch.flatten(x, 1)", "nn.Flatten", "view(x.shape[0], -1)", "batch dimension"])

scene("shape-channels", "frames_before_mels", """
import torch
from torch import nn


class KeywordNet(nn.Module):
    def __init__(self, mels=40, classes=12):
        super().__init__()
        self.conv = nn.Conv1d(mels, 64, kernel_size=5, padding=2)
        self.head = nn.Linear(64, classes)

    def forward(self, mel):
        h = self.conv(mel).relu()
        return self.head(h.mean(-1))


def batches(n=2):
    for _ in range(n):
        yield torch.randn(8, 101, 40), torch.randint(0, 12, (8,))


net = KeywordNet()
for mel, word in batches():
    print(nn.functional.cross_entropy(net(mel), word).item())
""", path="/home/lena/kws/train.py", at="h = self.conv(mel).relu()", form="journal", wears=[journal("pi", "kws", 200)], entities={"shapes": [[64, 40, 5], [8, 101, 40]]},
      fix_any=["mel.transpose(1, 2)", "mel.permute(0, 2, 1)", "transpose(1, 2)", "permute(0, 2, 1)"])

scene("index-out-of-range", "positions_after_the_context", """
import torch
from torch import nn

CONTEXT = 16


class TinyGPT(nn.Module):
    def __init__(self, vocab=40, dim=24):
        super().__init__()
        self.tok, self.pos = nn.Embedding(vocab, dim), nn.Embedding(CONTEXT, dim)
        self.head = nn.Linear(dim, vocab)

    def forward(self, ids):
        places = torch.arange(ids.shape[1])
        return self.head(self.tok(ids) + self.pos(places))


@torch.no_grad()
def generate(model, ids, n):
    for _ in range(n):
        nxt = model(ids)[:, -1].argmax(-1, keepdim=True)
        ids = torch.cat([ids, nxt], 1)
    return ids


print(generate(TinyGPT(), torch.zeros(1, 4, dtype=torch.long), 20))
""", path="/home/sora/nano/gpt.py", at="return self.head(self.tok(ids) + self.pos(places))", form="coloured", wears=[coloured],
      fix_any=["ids[:, -CONTEXT:]", "num_embeddings", "crop", "places.max()", "ids.max()"])

scene("index-dtype", "ids_through_numpy_floats", """
import numpy as np
import torch
from torch import nn

rows = np.loadtxt(["1 4 2", "3 3 0", "2 1 5"])


class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(6, 4)

    def forward(self, ids):
        return self.table(ids).sum(1)


bag = Bag()
x = torch.tensor(rows, dtype=torch.float32)
print(bag(x))
""", path="/home/femi/bag/bag.py", at="return self.table(ids).sum(1)", form="cut", wears=[last(22)], fix_any=["ids.long()", ".long()", "torch.int64", "torch.long"])

scene("dtype-mismatch", "float_batch_for_a_bfloat16_model", """
import torch
from torch import nn


def load_model(dtype):
    return nn.Sequential(nn.Linear(16, 32), nn.SiLU(), nn.Linear(32, 8)).to(dtype)


@torch.inference_mode()
def embed(model, batches):
    out = []
    for batch in batches:
        out.append(model(batch).float())
    return torch.cat(out)


model = load_model(torch.bfloat16)
print(embed(model, torch.randn(3, 5, 16)).shape)
""", path="/app/embed.py", at="out.append(model(batch).float())", form="docker", wears=[prefixed(docker_time)], entities={"dtypes": ["float32", "bfloat16"]},
      fix_any=["batch.to(torch.bfloat16)", "batch.bfloat16()", "batch.to(", "autocast", "model.float()"])

scene("autograd-inplace", "weights_stepped_by_hand_notebook", None, cells=[
    "import torch\nx = torch.randn(40, 3)\ny = x @ torch.tensor([1., -2., 0.5])\nw = torch.zeros(3, requires_grad=True)",
    "for step in range(10):\n    loss = ((x @ w - y) ** 2).mean()\n    loss.backward()\n    w -= 0.1 * w.grad\n    w.grad.zero_()\nw"],
      path="/home/irina/nb/byhand.ipynb", at="w -= 0.1 * w.grad", run="guest", form="ansi", colors="linux", fix_any=["torch.no_grad()"])

scene("autograd-no-grad", "loss_rebuilt_from_numbers", """
import torch
from torch import nn

net = nn.Linear(3, 1)
optimizer = torch.optim.Adam(net.parameters())


def total_loss(parts):
    return torch.tensor([p.item() for p in parts]).sum()


for step in range(3):
    x = torch.randn(8, 3)
    parts = [net(x).pow(2).mean(), net(-x).abs().mean()]
    loss = total_loss(parts)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""", path="/home/noor/parts/train.py", at="loss.backward()", form="mail", wears=[mailed(70)], fix_any=["torch.stack(", "sum(parts)", ".item()", "torch.tensor("])

scene("autograd-twice", "fake_used_for_both", """
import torch
from torch import nn

G = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
D = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1))
opt_g, opt_d = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
bce = nn.BCEWithLogitsLoss()


def step(real):
    fake = G(torch.randn(len(real), 4))
    d_loss = bce(D(real), torch.ones(len(real), 1)) + bce(D(fake), torch.zeros(len(real), 1))
    opt_d.zero_grad()
    d_loss.backward()
    opt_d.step()
    g_loss = bce(D(fake), torch.ones(len(real), 1))
    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()


step(torch.randn(8, 2))
""", path="/home/dario/gan/train.py", at="g_loss.backward()", fix_any=["fake.detach()", "D(fake.detach())"])

scene("state-dict-mismatch", "saved_from_the_wrapper", """
import torch
from torch import nn


class Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = nn.GRU(4, 6), nn.Linear(6, 4)


trained = nn.DataParallel(Seq())
torch.save(trained.state_dict(), "gru.pth")


def restore(path):
    net = Seq()
    net.load_state_dict(torch.load(path, map_location="cpu"))
    return net


restore("gru.pth")
""", path="/home/irina/seq/restore.py", at='net.load_state_dict(torch.load(path, map_location="cpu"))', form="ranked", wears=[prefixed("[rank0]: ")],
      fix_any=['"module."', "module.", "trained.module.state_dict()"])

scene("weights-only-load", "whole_model_pickled", """
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)


def main():
    torch.save(Regressor(), "regressor.pt")
    model = torch.load("regressor.pt")
    print(model.fc.weight)


main()
""", path="/home/femi/reg/load.py", at='model = torch.load("regressor.pt")', fix_any=['torch.load("regressor.pt", weights_only=False)', "weights_only=False", "add_safe_globals"])

scene("missing-entry", "config_key_in_a_spawned_rank", """
import torch.multiprocessing as mp

CONFIG = {"model": {"dim": 8}, "optim": {"lr": 1e-3}}


def train(rank, config):
    steps = config["optim"]["warmup"]
    print(rank, steps)


if __name__ == "__main__":
    mp.spawn(train, args=(CONFIG,), nprocs=2)
""", path="/srv/spawn/train.py", at='steps = config["optim"]["warmup"]', run="process", form="spawn", root="KeyError: 'warmup'", accept=["dist-child-failed"], entities={"key": "warmup"},
      fix_any=['.get("warmup"', "warmup"])

scene("file-missing", "image_of_a_row_in_a_worker", """
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Faces(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        name, age = self.rows[i]
        image = Image.open(f"faces/{name}.jpg").convert("RGB")
        return np.asarray(image), age


if __name__ == "__main__":
    loader = DataLoader(Faces([("anna", 31), ("ben", 44)]), num_workers=1)
    for image, age in loader:
        print(image.shape, age)
""", path="/home/lena/faces/data.py", at='image = Image.open(f"faces/{name}.jpg").convert("RGB")', run="process", form="worker", root="FileNotFoundError: [Errno 2]", accept=["replica-exception"],
      entities={"path": "faces/anna.jpg"}, fix_any=["faces/anna.jpg", "Path(__file__)", "working directory", "current folder", "folder"])

scene("file-missing", "log_into_a_folder_not_made", """
import json
import time


class Logger:
    def __init__(self, run):
        self.file = open(f"runs/{run}/metrics.jsonl", "a")

    def log(self, **values):
        self.file.write(json.dumps(values | {"t": time.time()}) + "\\n")


logger = Logger("2024-03-11_small")
logger.log(loss=0.3)
""", path="/home/noor/log/logger.py", at='self.file = open(f"runs/{run}/metrics.jsonl", "a")', entities={"path": "runs/2024-03-11_small/metrics.jsonl"},
      fix_any=["mkdir", "makedirs"])

scene("module-missing", "metrics_library", """
import torch
from torch import nn


def evaluate(model, x, y):
    from sklearn.metrics import f1_score

    with torch.no_grad():
        pred = model(x).argmax(1)
    return f1_score(y.numpy(), pred.numpy(), average="macro")


print(evaluate(nn.Linear(4, 3), torch.randn(20, 4), torch.randint(0, 3, (20,))))
""", path="/workspace/f1/evaluate.py", at="from sklearn.metrics import f1_score", torch="2.13", run="process", entities={"module": "sklearn"}, form="docker", wears=[compose("f1")],
      fix_any=["pip install scikit-learn"])

scene("numpy-abi", "alias_of_a_number_type", """
import numpy as np


def iou(box, boxes):
    x1 = np.maximum(box[0], boxes[:, 0])
    y1 = np.maximum(box[1], boxes[:, 1])
    x2 = np.minimum(box[2], boxes[:, 2])
    y2 = np.minimum(box[3], boxes[:, 3])
    return np.clip(x2 - x1, 0, None) * np.clip(y2 - y1, 0, None)


def match(box, boxes):
    boxes = np.asarray(boxes, dtype=np.float)
    return iou(box, boxes).argmax()


print(match([0, 0, 4, 4], [[1, 1, 3, 3], [5, 5, 6, 6]]))
""", path="/home/petar/track/match.py", at="boxes = np.asarray(boxes, dtype=np.float)", form="windows", wears=[windows], accept=["attribute-removed"], fix_any=["dtype=float", "dtype=np.float64", "np.float64"])

scene("wrong-object", "reader_that_gives_nothing", """
import numpy as np


def read_frame(path):
    try:
        return np.load(path)
    except OSError:
        pass


def preprocess(path):
    frame = read_frame(path)
    height, width = frame.shape[:2]
    return frame[: height // 2, : width // 2]


for path in ["frames/0001.npy", "frames/0002.npy"]:
    print(preprocess(path).mean())
""", path="/srv/video/frames.py", at="height, width = frame.shape[:2]", accept=["missing-attribute"], entities={"attribute": "shape"}, form="journal", wears=[journal("cam", "frames", 18)],
      fix_any=["frame is None", "read_frame", "is None"])

scene("wrong-type", "path_and_suffix_added", """
from pathlib import Path

import torch
from torch import nn


def save(model, folder, name):
    target = Path(folder) / name
    torch.save(model.state_dict(), target + ".pt")


save(nn.Linear(2, 2), "/tmp", "tiny")
""", path="/home/irina/save/save.py", at='torch.save(model.state_dict(), target + ".pt")', fix_any=['with_suffix(".pt")', 'str(target) + ".pt"', 'f"{target}.pt"', "str(target)"])

scene("wrong-type", "rate_as_yaml_reads_it", """
import torch
import yaml
from torch import nn

CONFIG = \"\"\"
model: {dim: 8}
optim:
  lr: 3e-4
  betas: [0.9, 0.95]
\"\"\"


def build(config):
    net = nn.Linear(config["model"]["dim"], 1)
    optimizer = torch.optim.Adam(net.parameters(), lr=config["optim"]["lr"], betas=config["optim"]["betas"])
    return net, optimizer


net, optimizer = build(yaml.safe_load(CONFIG))
""", path="/home/dario/yml/train.py", at='optimizer = torch.optim.Adam(net.parameters(), lr=config["optim"]["lr"], betas=config["optim"]["betas"])',
      form="rich", accept=["lr-scheduler", "invalid-arguments"], fix_any=['float(config["optim"]["lr"])'])

scene("not-callable", "module_in_place_of_its_bar", """
import time

import tqdm


def walk(n):
    total = 0
    for i in tqdm(range(n)):
        total += i
        time.sleep(0.001)
    return total


print(walk(100))
""", path="/home/uma/bar/walk.py", at="for i in tqdm(range(n)):", form="stripped", wears=[stripped], fix_any=["from tqdm import tqdm", "tqdm.tqdm("])

scene("call-arguments", "value_given_twice", """
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim, depth=2, heads=4):
        super().__init__()
        layer = nn.TransformerEncoderLayer(dim, heads, batch_first=True)
        self.body = nn.TransformerEncoder(layer, depth)


OPTIONS = {"dim": 32, "depth": 3}


def build(options):
    return Encoder(64, **options)


print(sum(p.numel() for p in build(OPTIONS).parameters()))
""", path="/home/noor/enc/build.py", at="return Encoder(64, **options)", entities={"argument": "dim"}, fix_any=["dim", "Encoder(**options)"])

scene("name-undefined", "functional_not_imported", """
import torch
import torch.nn as nn


class Swish(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc = nn.Linear(dim, dim)

    def forward(self, x):
        return F.silu(self.fc(x))


print(Swish(4)(torch.randn(2, 4)))
""", path="/home/femi/act/swish.py", at="return F.silu(self.fc(x))", entities={"name": "F"}, form="ranked", wears=[prefixed("[rank3]: ")], fix_any=["import torch.nn.functional as F"])

scene("unpack-values", "counter_and_pair", """
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(8, 2), torch.arange(8)), batch_size=4)


def loop(loader):
    seen = 0
    for step, x, y in enumerate(loader):
        seen += len(x)
    return seen


print(loop(loader))
""", path="/home/lena/loop/loop.py", at="for step, x, y in enumerate(loader):", entities={"expected": 3, "got": 2}, fix_any=["for step, (x, y) in enumerate(loader):", "(x, y)"])

scene("python-number", "decimal_comma", """
import csv
import io

CSV = "name;weight\\nanna;61,5\\nben;80\\n"


def weights(text):
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return [float(row["weight"]) for row in rows]


print(sum(weights(CSV)))
""", path="/home/uma/weights/sum.py", at='return [float(row["weight"]) for row in rows]', function=False, entities={"value": "61,5"}, accept=["sklearn-input", "text-format"], form="mail", wears=[mailed(60, "> ")],
      fix_any=['replace(",", ".")', 'replace(","'])

scene("sklearn-input", "labels_of_the_whole_set", """
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

rng = np.random.default_rng(0)
X, y = rng.normal(size=(100, 4)), rng.normal(size=100)
X_train, X_test = train_test_split(X, test_size=0.2, random_state=1)


def fit(alpha):
    model = Ridge(alpha=alpha)
    model.fit(X_train, y)
    return model


print(fit(0.5).coef_)
""", path="/home/petar/ridge/fit.py", at="model.fit(X_train, y)", entities={"samples": [80, 100]}, form="docker", wears=[compose("ridge")],
      fix_any=["model.fit(X_train, y_train)", "train_test_split(X, y"])

scene("sklearn-input", "scores_in_place_of_classes", """
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score

rng = np.random.default_rng(3)
X = rng.normal(size=(60, 3))
y = (X[:, 0] > 0).astype(int)


def score(model):
    model.fit(X[:40], y[:40])
    pred = model.predict(X[40:])
    return accuracy_score(y[40:], pred)


print(score(LinearRegression()))
""", path="/home/irina/acc/score.py", at="return accuracy_score(y[40:], pred)", fix_any=["> 0.5", "round", "argmax", "LogisticRegression", "threshold", "classif"])

scene("table-values", "condition_over_a_column", """
import pandas as pd

df = pd.DataFrame({"score": [0.2, 0.9, 0.6], "name": ["a", "b", "c"]})


def grade(frame):
    if frame["score"] > 0.5:
        return "pass"
    return "fail"


df["grade"] = grade(df)
print(df)
""", path="/home/dario/grades/grade.py", at='if frame["score"] > 0.5:', accept=["tensor-truth", "table-shape"], fix_any=["np.where(", "apply(", ".map("])

scene("plot-input", "channels_before_pixels", """
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch


def show(batch, path):
    fig, axes = plt.subplots(1, len(batch))
    for ax, image in zip(axes, batch):
        ax.imshow(image)
    fig.savefig(path)


show(torch.rand(3, 3, 20, 30), "batch.png")
""", path="/home/noor/show/show.py", at="ax.imshow(image)", form="quoted", wears=[quoted], entities={"shapes": [[3, 20, 30]]}, fix_any=["image.permute(1, 2, 0)", "permute(1, 2, 0)", "transpose(1, 2, 0)", "movedim(0, -1)"])

scene("hf-trainer-arguments", "tokenizer_of_the_trainer", """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments


def main():
    tokenizer = AutoTokenizer.from_pretrained("models/bert")
    model = AutoModelForSequenceClassification.from_pretrained("models/bert")
    args = TrainingArguments("out", use_cpu=True, report_to=[])
    rows = [{"input_ids": torch.arange(6), "labels": 1}] * 4
    trainer = Trainer(
        model=model,
        args=args,
        train_dataset=rows,
        tokenizer=tokenizer,
    )
    trainer.train()


main()
""", path="/home/lena/ft/train.py", at="trainer = Trainer(", folders=BERT, accept=["attribute-removed", "call-arguments", "hf-version"], entities={"argument": "tokenizer"}, form="ranked",
      wears=[prefixed("[rank0]: ")], fix_any=["processing_class="])

scene("hf-batch-encoding", "missing_text_in_a_row", """
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/bert")
rows = [{"text": "hello world"}, {"text": None}, {"text": "the cat"}]


def encode(rows):
    texts = [row["text"] for row in rows]
    return tokenizer(texts, padding=True, truncation=True, return_tensors="pt")


print(encode(rows)["input_ids"].shape)
""", path="/home/sora/enc/encode.py", at='return tokenizer(texts, padding=True, truncation=True, return_tensors="pt")', folders=BERT, fix_any=["is not None", "None", "str("])

scene("state-dict-mismatch", "classifier_of_other_labels", """
from transformers import AutoModelForSequenceClassification


def first_task():
    model = AutoModelForSequenceClassification.from_pretrained("models/bert", num_labels=3)
    model.save_pretrained("nli")


def second_task():
    return AutoModelForSequenceClassification.from_pretrained("nli", num_labels=5)


first_task()
print(second_task().config.num_labels)
""", path="/home/femi/tasks/tasks.py", at='model = AutoModelForSequenceClassification.from_pretrained("models/bert", num_labels=3)', folders=BERT, form="docker", wears=[prefixed("job-2 | ")],
      fix_any=["ignore_mismatched_sizes=True"])

scene("command-line", "option_that_no_one_reads", """
from dataclasses import dataclass

from transformers import HfArgumentParser


@dataclass
class Options:
    model: str = "models/bert"
    learning_rate: float = 5e-5
    epochs: int = 3


def main():
    (options,) = HfArgumentParser(Options).parse_args_into_dataclasses()
    print(options)


main()
""", path="/home/irina/cli/run.py", args=["--model", "bert", "--lr", "1e-4"], at="(options,) = HfArgumentParser(Options).parse_args_into_dataclasses()", fix_any=["--lr", "--learning_rate"])

scene("lr-scheduler", "model_in_place_of_the_optimizer", """
import torch
from torch import nn


def build(dim, epochs):
    model = nn.Linear(dim, dim)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(model, T_max=epochs)
    return model, optimizer, scheduler


build(4, 10)
""", path="/home/sora/cos/build.py", at="scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(model, T_max=epochs)", form="terminal", wears=[terminal(66)], fix_any=["CosineAnnealingLR(optimizer"])

scene("shape-matmul", "features_of_another_resolution", """
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel as DDP


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, stride=2)
        self.fc = nn.Linear(4 * 13 * 13, 10)

    def forward(self, x):
        return self.fc(self.conv(x).relu().flatten(1))


def main():
    dist.init_process_group("gloo")
    model = DDP(Net())
    out = model(torch.rand(2, 1, 32, 32))
    out.sum().backward()


main()
""", path="/srv/mnist/train.py", at="return self.fc(self.conv(x).relu().flatten(1))", run="torchrun", launch=["--nproc-per-node", "2", "--master-port", "29731"], form="torchrun", others=["dist-child-failed"],
      entities={"shapes": [[2, 900], [676, 10]]}, fix_any=["nn.Linear(900", "900", "LazyLinear"])

scene("spacy-usage", "pipe_twice", """
import spacy


def build(components):
    nlp = spacy.blank("en")
    for name in components:
        nlp.add_pipe(name)
    return nlp


nlp = build(["sentencizer", "entity_ruler", "sentencizer"])
print(nlp.pipe_names)
""", path="/home/dario/pipes/build.py", at="nlp.add_pipe(name)", form="stripped", wears=[stripped], entities={"component": "sentencizer"}, fix_any=["name=", "nlp.pipe_names", "has_pipe", "once"])

scene("pickle-worker", "vectoriser_with_a_lambda", """
import pickle
from collections import defaultdict


class Vocabulary:
    def __init__(self, words):
        self.index = defaultdict(lambda: 0)
        self.index.update({w: i + 1 for i, w in enumerate(words)})


def save(vocabulary, path):
    with open(path, "wb") as file:
        pickle.dump(vocabulary, file)


save(Vocabulary(["a", "b"]), "vocab.pkl")
""", path="/home/petar/vocab/save.py", at="pickle.dump(vocabulary, file)", fix_any=["def ", "dict(", "int", "functools.partial", "dill", "cloudpickle", "named function"])

scene("cudnn-error", "no_engine_for_this_conv", """
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3)).cuda()


def features(images):
    return net(images.cuda()).mean((2, 3))


for _ in range(2):
    print(features(torch.rand(16, 3, 64, 64)).shape)
""", path="/home/noor/conv/features.py", at="return net(images.cuda()).mean((2, 3))", gpu=True, breaks=("conv2d", 2, "RuntimeError", "cuDNN error: CUDNN_STATUS_NOT_INITIALIZED"),
      where="torch 2.6 aten/src/ATen/cudnn/Exceptions.h", form="journal", wears=[journal("a100-2", "conv", 7)], fix_any=["memory", "nvidia-smi", "batch"])

scene("dataloader-collate", "image_left_as_pil", """
import numpy as np
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Pictures(Dataset):
    def __init__(self, n, transform=None):
        self.n, self.transform = n, transform

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        image = Image.fromarray(np.full((6, 6, 3), i, np.uint8))
        if self.transform:
            image = self.transform(image)
        return image, i % 2


for images, labels in DataLoader(Pictures(8), batch_size=4):
    print(images.shape)
""", path="/home/uma/pics/loader.py", at="for images, labels in DataLoader(Pictures(8), batch_size=4):", fix_any=["ToTensor()", "pil_to_tensor", "torch.from_numpy(", "to_tensor", "transform"])

scene("shape-cat", "frames_of_two_cameras", """
import torch


def gather(clips):
    return torch.stack([clip.mean(0) for clip in clips])


def main():
    clips = [torch.rand(5, 3, 48, 64), torch.rand(8, 3, 36, 64)]
    features = gather(clips)
    print(features.shape)


main()
""", path="/srv/cams/gather.py", at="return torch.stack([clip.mean(0) for clip in clips])", form="docker", wears=[compose("cams")], entities={"shapes": [[3, 48, 64], [3, 36, 64]]},
      fix_any=["interpolate", "Resize", "resize", "F.pad"])

unknown("own_value_error", """
STAGES = ("pretrain", "sft", "dpo")


def stage_index(name):
    if name not in STAGES:
        raise ValueError(f"unknown stage {name!r}; choose from {', '.join(STAGES)}")
    return STAGES.index(name)


print(stage_index("rlhf"))
""", path="/home/irina/stages/run.py", at="raise ValueError(f\"unknown stage {name!r}; choose from {', '.join(STAGES)}\")")

unknown("own_quality_gate", """
import torch
from torch import nn


class QualityGateError(RuntimeError):
    pass


def gate(model, x, limit):
    with torch.no_grad():
        loss = nn.functional.mse_loss(model(x), x)
    if loss > limit:
        raise QualityGateError(f"loss {loss:.2f} above {limit}: checkpoint not promoted")


torch.manual_seed(0)
gate(nn.Linear(4, 4), torch.randn(10, 4), 0.01)
""", path="/srv/gate/promote.py", at='raise QualityGateError(f"loss {loss:.2f} above {limit}: checkpoint not promoted")', root="QualityGateError: loss", form="docker", wears=[compose("gate")])

unknown("xml_annotations", """
import xml.etree.ElementTree as ET

XML = "<annotation><object><name>cat</name></object>"


def names(text):
    return [node.text for node in ET.fromstring(text).iter("name")]


print(names(XML))
""", path="/home/petar/voc/names.py", at='return [node.text for node in ET.fromstring(text).iter("name")]', root="ParseError: no element", accept=["text-format"])

unknown("same_file_copied", """
import shutil
from pathlib import Path


def publish(best, target):
    shutil.copyfile(best, target)


Path("best.pt").write_bytes(b"x")
publish("best.pt", Path.cwd() / "best.pt")
""", path="/home/noor/pub/publish.py", at="shutil.copyfile(best, target)", root="shutil.SameFileError", form="journal", wears=[journal("pub", "pub", 2)])

unknown("statistics_of_one", """
from fractions import Fraction


def share(text):
    return Fraction(text)


for text in ("1/3", "2/0.5"):
    print(share(text))
""", path="/home/sora/share/share.py", at="return Fraction(text)", accept=["python-number"], form="coloured", wears=[coloured])
