"""A third drawing: plain Python in training programs."""

import drawn
from wear import compose, mailed


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("missing-attribute", "option_by_its_long_name", """
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=1e-3)
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--weight-decay", type=float, default=0.0)


def build_optimizer(model, args):
    return torch.optim.AdamW(model.parameters(), lr=args.learning_rate, weight_decay=args.weight_decay)


if __name__ == "__main__":
    args = parser.parse_args()
    model = nn.Linear(4, 4)
    print(build_optimizer(model, args))
""", path="/home/kofi/cli/optim.py", at="return torch.optim.AdamW(model.parameters(), lr=args.learning_rate, weight_decay=args.weight_decay)", accept=["command-line"], entities={"attribute": "learning_rate"}, fix_any=["--learning-rate", "--learning_rate", "add_argument(", "args.lr", "vars(args)", "print(args)", "dir(args)"])

scene("wrong-object", "weight_replaced_in_the_update", """
import torch
from tqdm import tqdm

X = torch.randn(100, 3)
y = X @ torch.tensor([1.0, -2.0, 0.5]) + 0.1 * torch.randn(100)
w = torch.zeros(3, requires_grad=True)

for epoch in tqdm(range(50), desc="gd"):
    loss = ((X @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad
    w.grad.zero_()
    print(epoch, loss.item())
""", path="/home/bea/scratch/gd.py", at="w.grad.zero_()", accept=["missing-attribute", "autograd-no-grad", "wrong-type"], entities={"attribute": "zero_"}, fix_any=["w -= 0.1 * w.grad", "w -=", "in place", "w.sub_("])

scene("wrong-object", "recurrent_layer_in_a_sequence", """
import torch
from torch import nn

model = nn.Sequential(
    nn.Embedding(200, 32),
    nn.LSTM(32, 64, batch_first=True),
    nn.ReLU(),
    nn.Linear(64, 2),
)
optimizer = torch.optim.Adam(model.parameters())
tokens, labels = torch.randint(0, 200, (8, 12)), torch.randint(0, 2, (8, 12))
for _ in range(3):
    logits = model(tokens)
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), labels)
    loss.backward()
    optimizer.step()
""", path="/home/oleh/senti/seq.py", at="logits = model(tokens)", form="mailed", wears=[mailed(74, "> ")], accept=["wrong-type", "invalid-arguments", "call-arguments", "module-setup", "rnn-input"], fix_any=["LSTM", "GRU", "recurrent", "[0]", "first element"])

scene("wrong-type", "batch_of_a_dictionary_unpacked", """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Sensors(Dataset):
    def __len__(self):
        return 40

    def __getitem__(self, i):
        return {"signal": torch.randn(16), "target": torch.tensor(float(i % 2))}


model = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(2):
    for x, y in DataLoader(Sensors(), batch_size=10):
        out = model(x).squeeze(1)
        loss = criterion(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
""", path="/home/tariq/sensors/fit.py", at="out = model(x).squeeze(1)", accept=["wrong-object", "invalid-arguments", "call-arguments", "unpack-values"], fix_any=["batch[", '["signal"]', ".values()", "dict", "keys"])

scene("unpack-values", "enumerate_without_brackets", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

train_loader = DataLoader(TensorDataset(torch.randn(64, 9), torch.randn(64, 1)), batch_size=8)
net = nn.Linear(9, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)


def train_one_epoch(epoch):
    running = 0.0
    for i, inputs, targets in enumerate(train_loader):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(inputs), targets)
        loss.backward()
        optimizer.step()
        running += loss.item()
    print(f"[{epoch}] {running / (i + 1):.3f}")


for epoch in range(2):
    train_one_epoch(epoch)
""", path="/home/olga/lab2/train.py", at="for i, inputs, targets in enumerate(train_loader):", fix_any=["for i, (inputs, targets) in enumerate(train_loader)"])

scene("not-callable", "sum_was_a_number", "", cells=["""
losses = [0.9, 0.7, 0.65]
sum = 0
for l in losses:
    sum += l
print(sum / len(losses))
""", """
val_losses = [1.0, 0.8, 0.85]
mean_val = sum(val_losses) / len(val_losses)
print(mean_val)
"""], path="/home/uma/nb/losses.ipynb", at="mean_val = sum(val_losses) / len(val_losses)", run="guest", form="ansi", colors="linux", count=14, fix_any=["del sum", "builtins.sum", "sum = ", "name `sum`", "called `sum`", "`sum` is", "name than `sum`"])

scene("name-undefined", "best_so_far_outside", """
import random

best_acc = 0.0
best_epoch = -1


def validate(epoch):
    acc = random.Random(epoch).random()
    if acc > best_acc:
        best_acc = acc
        best_epoch = epoch
    return acc


for epoch in range(5):
    print(epoch, validate(epoch))
print("best", best_epoch, best_acc)
""", path="/home/kofi/loop/validate.py", at="if acc > best_acc:", entities={"name": "best_acc"}, fix_any=["global best_acc", "global"])

scene("call-arguments", "target_not_handed_over", """
import torch
from torch import nn


class Translator(nn.Module):
    def __init__(self, vocab=100, dim=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.transformer = nn.Transformer(dim, nhead=4, num_encoder_layers=1, num_decoder_layers=1, batch_first=True)
        self.out = nn.Linear(dim, vocab)

    def forward(self, src, tgt):
        h = self.transformer(self.emb(src), self.emb(tgt))
        return self.out(h)


def evaluate(model, sentences):
    model.eval()
    with torch.no_grad():
        return [model(s).argmax(-1) for s in sentences]


print(evaluate(Translator(), [torch.randint(0, 100, (1, 7))]))
""", path="/home/marta/nmt/eval.py", at="return [model(s).argmax(-1) for s in sentences]", function=False, entities={"parameters": ["tgt"]}, fix_any=["model(s, tgt", "tgt="])

scene("endless-recursion", "property_that_asks_itself", """
class Schedule:
    def __init__(self, base, warmup):
        self._base = base
        self.warmup = warmup
        self.step_count = 0

    @property
    def lr(self):
        return min(self.lr, self._base * self.step_count / self.warmup)

    def step(self):
        self.step_count += 1
        return self.lr


schedule = Schedule(3e-4, 100)
for _ in range(10):
    print(schedule.step())
""", path="/home/jiho/opt/schedule.py", at="return min(self.lr, self._base * self.step_count / self.warmup)", fix_any=["self._base", "self._lr", "self._"])

scene("file-missing", "home_sign_never_expanded", """
import os
import pandas as pd

DATA_DIR = os.environ.get("DATA_DIR", "~/data/churn")


def load_split(split):
    return pd.read_pickle(os.path.join(os.path.abspath(DATA_DIR), f"{split}.pkl"))


train = load_split("train")
print(train.shape)
""", path="/home/arun/churn/load.py", at='return pd.read_pickle(os.path.join(os.path.abspath(DATA_DIR), f"{split}.pkl"))', fix_any=["expanduser"])

scene("image-unreadable", "upload_cut_off", """
import io

import numpy as np
from PIL import Image

buffer = io.BytesIO()
Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)).save(buffer, "JPEG")
with open("cat_0421.jpg", "wb") as f:
    f.write(buffer.getvalue()[:9000])


def load(path, size=(64, 64)):
    image = Image.open(path)
    return np.asarray(image.convert("RGB").resize(size))


print(load("cat_0421.jpg").mean())
""", path="/home/gita/cats/read.py", at='return np.asarray(image.convert("RGB").resize(size))', fix_any=["LOAD_TRUNCATED_IMAGES", "download", "copy it again", "incomplete"])

scene("attribute-removed", "encoder_option_renamed", """
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

df = pd.DataFrame({"fuel": ["gas", "diesel", "gas"], "km": [10, 200, 55], "price": [20, 5, 13]})
pre = ColumnTransformer([
    ("cat", OneHotEncoder(handle_unknown="ignore", sparse=False), ["fuel"]),
    ("num", StandardScaler(), ["km"]),
])
model = make_pipeline(pre, Ridge()).fit(df[["fuel", "km"]], df["price"])
print(model.predict(df[["fuel", "km"]]))
""", path="/home/carla/cars/model.py", at='("cat", OneHotEncoder(handle_unknown="ignore", sparse=False), ["fuel"]),', accept=["call-arguments"], entities={"parameters": ["sparse"]}, fix_any=["sparse_output=False"])

scene("text-format", "answer_of_a_model_fenced", """
import json

ANSWER = '''```json
{"label": "positive", "score": 0.93}
```'''


def parse(answer):
    try:
        return json.loads(answer)
    except json.JSONDecodeError as e:
        print("could not parse:", answer[:20])
        raise


print(parse(ANSWER)["label"])
""", path="/srv/judge/parse.py", at="return json.loads(answer)", form="docker", wears=[compose("judge")], accept=["wrong-structure"], fix_any=["print(answer", "repr(answer", "```", "answer.strip", "answer[:"])

scene("wrong-structure", "results_in_a_list", """
import json

with open("results.json", "w") as f:
    json.dump([{"model": "bert", "f1": 0.81}, {"model": "roberta", "f1": 0.84}], f)


def best(path):
    with open(path) as f:
        results = json.load(f)
    return results["f1"]


print(best("results.json"))
""", path="/home/marta/bench/best.py", at='return results["f1"]', accept=["wrong-type", "wrong-object", "missing-entry"], fix_any=['results[0]["f1"]', 'for r in results', 'for row in results', 'for item in results', 'results[0]', 'for result in results'])

scene("check-failed", "shape_asserted_in_a_test", """
import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self, obs=6):
        super().__init__()
        self.v = nn.Sequential(nn.Linear(obs, 16), nn.Tanh(), nn.Linear(16, 1))

    def forward(self, obs):
        return self.v(obs)


def test_value_is_one_number_per_state():
    values = Critic()(torch.zeros(5, 6))
    assert values.shape == (5,)


def test_finite():
    assert torch.isfinite(Critic()(torch.zeros(1, 6))).all()
""", path="/home/sana/rl/tests/test_critic.py", at="assert values.shape == (5,)", run="pytest", form="pytest", fix_any=["squeeze(-1)", "(5, 1)", "values.squeeze"], root="AssertionError")

scene("python-number", "perplexity_of_a_bad_model", """
import math

import torch
from torch import nn


def evaluate(model, tokens):
    logits = model(tokens[:, :-1]) * 5000
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
    return math.exp(loss.item())


torch.manual_seed(0)
lm = nn.Sequential(nn.Embedding(50, 16), nn.Linear(16, 50))
print("ppl", evaluate(lm, torch.randint(0, 50, (4, 30))))
""", path="/home/minh/lm/eval.py", at="return math.exp(loss.item())", accept=["value-overflow"], fix_any=["torch.exp(loss)", 'float("inf")', "OverflowError", "min(loss.item()", "torch.exp"])

scene("not-python", "tab_among_blanks", """
import torch


def accuracy(logits, labels):
    pred = logits.argmax(dim=1)
      correct = (pred == labels).sum()
    return correct / len(labels)


print(accuracy(torch.randn(5, 3), torch.zeros(5)))
""", path="/home/bea/util/metrics.py", at="correct = (pred == labels).sum()", run="process", fix=["correct = (pred == labels).sum()"])
