"""Plain Python errors in training programs, under Python 3.11 and 3.13; made after the rules, by one hand.

`python3.13` must be on `PATH`.
"""

from stage import scene
from wear import compose, quoted, stripped

PROJECT = "/home/mira/proj"

scene("wrong-type", "best_is_none", """
def keep_best(losses):
    best = None
    for epoch, val_loss in enumerate(losses):
        if val_loss < best:
            best = val_loss

keep_best([0.9, 0.7])
""", path=f"{PROJECT}/train.py", at="if val_loss < best:", run="process", torch="python3.13", fix='float("inf")')
scene("wrong-type", "epochs_are_text", """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", default="10")
args = parser.parse_args()
for epoch in range(args.epochs):
    print(epoch)
""", path=f"{PROJECT}/train.py", at="range(args.epochs)", fix="type=int")
scene("wrong-type", "mean_of_list", """
losses = [0.5, 0.25]
print("mean loss", losses / len(losses))
""", path=f"{PROJECT}/evaluate.py", at="losses / len(losses)", run="process", torch="python3.13",
      fix_any=["np.asarray", "sum("], form="docker", wears=[compose()])
scene("wrong-structure", "batch_is_a_list", """
def collate(items):
    return items

def step(batch):
    return batch["input_ids"], batch["labels"]

step(collate([{"input_ids": [1, 2], "labels": 0}]))
""", path=f"{PROJECT}/train.py", at='batch["input_ids"]', run="process", torch="python3.13",
      fix_any=["for item in batch"])
scene("wrong-structure", "keys_for_records", """
examples = {"text": ["a", "b"], "label": [0, 1]}
texts = [example["text"] for example in examples]
""", path=f"{PROJECT}/prepare_dataset.py", at='example["text"]', function="<module>", run="process",
      torch="python3.13", fix_any=["repr(", "values()"])
scene("wrong-structure", "vocabulary_of_sentences", """
from collections import Counter

sentences = [["a", "small", "test"]]
vocab = Counter(sentences)
""", path=f"{PROJECT}/vocab.py", at="Counter(sentences)", fix_any=["for token in sentence", "tuple("])
scene("not-callable", "tqdm_module", """
import tqdm

for epoch in tqdm(range(3)):
    pass
""", path=f"{PROJECT}/train.py", at="tqdm(range(3))", fix="from tqdm import tqdm")
scene("not-callable", "loss_hides_loss", """
def loss(out, target):
    return (out - target) ** 2

for batch in [(1.0, 0.0), (2.0, 1.0)]:
    loss = loss(*batch)
""", path=f"{PROJECT}/train.py", at="loss = loss(*batch)", form="quoted", wears=[quoted], fix="criterion")
scene("missing-entry", "learning_rate_key", """
config = {"learning_rate": 1e-3, "epochs": 3}
lr = config["lr"]
""", path=f"{PROJECT}/train.py", at='config["lr"]', run="process", torch="python3.13", fix="config")
scene("missing-entry", "no_checkpoint", """
import glob

def last_checkpoint(folder):
    return sorted(glob.glob(folder + "/*.pt"))[-1]

last_checkpoint("runs")
""", path=f"{PROJECT}/train.py", at="sorted(glob.glob", fix_any=["glob", "no file"])
scene("missing-entry", "dataset_too_short", """
class Pairs:
    def __init__(self):
        self.texts, self.labels = ["a", "b"], [0]

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, index):
        return self.texts[index], self.labels[index]

dataset = Pairs()
items = [dataset[index] for index in range(len(dataset))]
""", path=f"{PROJECT}/dataset.py", at="self.labels[index]", run="process", torch="python3.13",
      fix_any=["__len__", "len(self.labels)"])
scene("empty-loop", "empty_loader", """
def evaluate(loader):
    total = 0.0
    for loss in loader:
        total += loss
    return total / len(loader)

evaluate([])
""", path=f"{PROJECT}/train.py", at="total / len(loader)", run="process", torch="python3.13", fix="drop_last")
scene("empty-loop", "loss_never_set", """
def train(loader):
    for batch in loader:
        loss = batch * 2
    return loss

train([])
""", path=f"{PROJECT}/train.py", at="return loss", form="stripped", wears=[stripped], fix="loss = None")
scene("empty-loop", "iterator_used_up", """
batches = iter([1, 2])
for step in range(3):
    batch = next(batches)
""", path=f"{PROJECT}/train.py", at="next(batches)", fix="iter(loader)")
scene("name-undefined", "numpy_not_imported", """
def seed_all(seed):
    np.random.seed(seed)

seed_all(0)
""", path=f"{PROJECT}/train.py", at="np.random.seed(seed)", run="process", torch="python3.13",
      fix="import numpy as np")
scene("name-undefined", "misspelt_layer", """
class Net:
    def __init__(self):
        self.fc1 = abs

    def forward(self, x):
        return self.fc2(x)

Net().forward(1)
""", path=f"{PROJECT}/train.py", at="self.fc2(x)", run="process", torch="python3.13", fix="fc1")
scene("not-python", "empty_block", """
for epoch in range(3):
loss = epoch
""", path=f"{PROJECT}/train.py", run="process", torch="python3.13", fix="four spaces")
scene("not-python", "open_bracket", """
layers = [64, 32, 10
optimizer = None
""", path=f"{PROJECT}/train.py", run="process", torch="python3.13", fix_any=["Close", "bracket"])
scene("endless-recursion", "wrapper_attribute", """
class Wrapped:
    def __init__(self, model):
        pass

    def __getattr__(self, name):
        return getattr(self.model, name)

Wrapped(None).forward
""", path=f"{PROJECT}/train.py", at="getattr(self.model, name)", run="process", torch="python3.13",
      fix="__dict__")
scene("text-format", "json_lines", """
import json

with open("train.jsonl") as file:
    rows = json.load(file)
""", path=f"{PROJECT}/prepare_dataset.py", files={"train.jsonl": '{"text": "a"}\n{"text": "b"}'},
      at="json.load(file)", run="process", torch="python3.13", fix="json.loads(line)")
scene("text-format", "step_of_a_checkpoint", """
def step_of(checkpoint):
    return int(checkpoint.split("/")[-1])

step_of("runs/checkpoint-500")
""", path=f"{PROJECT}/train.py", at="return int(", fix="digits")
scene("check-failed", "heads_do_not_divide", """
def attention(width, heads):
    assert width % heads == 0, "the width must be a multiple of the heads"

attention(10, 3)
""", path=f"{PROJECT}/train.py", at="assert width", run="process", torch="python3.13", fix="print(")
scene("interrupted", "ctrl_c", """
import os
import signal
import time

def train(epochs):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)

train(3)
""", path=f"{PROJECT}/train.py", at="os.kill(os.getpid()", run="process", torch="python3.13", fix="checkpoint",
      root="KeyboardInterrupt")
scene("value-overflow", "perplexity_of_a_sum", """
import math

total_loss = 4000.0
print("perplexity", math.exp(total_loss))
""", path=f"{PROJECT}/evaluate.py", at="math.exp(total_loss)", run="process", torch="python3.13", fix="mean")
scene("unpack-values", "comma_in_the_text", """
for line in ["good,1", "good, really,1"]:
    text, label = line.split(",")
""", path=f"{PROJECT}/dataset.py", at='line.split(",")', run="process", torch="python3.13", fix="rsplit")
scene("call-arguments", "optimizer_left_out", """
def train(model, loader, optimizer):
    pass

train(None, [])
""", path=f"{PROJECT}/train.py", at="train(None, [])", run="process", torch="python3.13",
      fix="optimizer=optimizer")
scene("wrong-object", "settings_by_dot", """
import json

cfg = json.loads('{"lr": 0.1, "batch_size": 8}')
print(cfg.lr)
""", path=f"{PROJECT}/train.py", at="cfg.lr", run="process", torch="python3.13", fix="brackets")
scene("file-missing", "folder_there_already", """
import os

os.mkdir("checkpoints")
os.mkdir("checkpoints")
""", path=f"{PROJECT}/train.py", at='os.mkdir("checkpoints")\nos.mkdir("checkpoints")', fix="exist_ok=True")
