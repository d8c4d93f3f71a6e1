"""Drawn programs: shapes, dtypes and values of tensors."""

from drawn import scene
from stage import gib
from wear import compose, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal, windows

scene("shape-matmul", "both_directions", """
import torch
from torch import nn


class ReviewScorer(nn.Module):
    def __init__(self, vocab=5000, dim=64, hidden=96):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.lstm = nn.LSTM(dim, hidden, batch_first=True, bidirectional=True)
        self.drop = nn.Dropout(0.3)
        self.score = nn.Linear(hidden, 5)

    def forward(self, ids):
        states, _ = self.lstm(self.embed(ids))
        pooled = states.mean(dim=1)
        return self.score(self.drop(pooled))


def fit(model, batches, epochs=2):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for ids, stars in batches:
            loss = nn.functional.cross_entropy(model(ids), stars)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    batches = [(torch.randint(1, 5000, (16, 40)), torch.randint(0, 5, (16,))) for _ in range(3)]
    fit(ReviewScorer(), batches)
""", path="/home/irina/reviews/train.py", at="return self.score(self.drop(pooled))",
      entities={"shapes": [[16, 192], [96, 5]]}, fix_any=["nn.Linear(192, 5)", "Linear(192", "hidden * 2", "2 * hidden", "in_features=192"])

scene("shape-broadcast", "class_token_forgotten", """
import torch
from torch import nn


class PatchEncoder(nn.Module):
    def __init__(self, size=96, patch=16, dim=48, depth=2):
        super().__init__()
        self.patches = nn.Conv2d(3, dim, patch, stride=patch)
        n = (size // patch) ** 2
        self.cls = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos = nn.Parameter(torch.randn(1, n, dim) * 0.02)
        layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, depth)

    def forward(self, images):
        x = self.patches(images).flatten(2).transpose(1, 2)
        cls = self.cls.expand(len(x), -1, -1)
        x = torch.cat([cls, x], dim=1)
        x = x + self.pos
        return self.blocks(x)[:, 0]


encoder = PatchEncoder()
print("parameters:", sum(p.numel() for p in encoder.parameters()))
feats = encoder(torch.rand(4, 3, 96, 96))
print(feats.shape)
""", path="/workspace/vit/encoder.py", at="x = x + self.pos", form="docker", wears=[compose("vit-1")],
      entities={"sizes": [37, 36]}, fix_any=["n + 1", "36 + 1", "37", "before the", "self.pos[:", "torch.cat"])

scene("shape-cat", "skip_of_odd_image", """
import torch
import torch.nn.functional as F
from torch import nn


def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.ReLU(), nn.Conv2d(cout, cout, 3, padding=1), nn.ReLU())


class SmallUNet(nn.Module):
    def __init__(self, classes=2):
        super().__init__()
        self.down1, self.down2, self.mid = block(1, 8), block(8, 16), block(16, 32)
        self.up2 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.dec2 = block(32, 16)
        self.up1 = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.dec1 = block(16, 8)
        self.head = nn.Conv2d(8, classes, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(F.max_pool2d(a, 2))
        m = self.mid(F.max_pool2d(b, 2))
        y = self.dec2(torch.cat([self.up2(m), b], 1))
        y = self.dec1(torch.cat([self.up1(y), a], 1))
        return self.head(y)


def predict(net, scan):
    with torch.no_grad():
        return net(scan[None, None]).softmax(1)[0, 1]


scan = torch.rand(150, 150)
mask = predict(SmallUNet().eval(), scan)
print(mask.mean())
""", path="/home/petar/seg/predict.py", at="y = self.dec2(torch.cat([self.up2(m), b], 1))", form="quoted", wears=[quoted],
      entities={"sizes": [74, 75]}, fix_any=["F.interpolate(", "F.pad(", "interpolate", "multiple of", "crop", "divisible"])

scene("shape-view", "heads_after_transpose", """
import math

import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.dk = heads, dim // heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k, v = (z.view(b, t, self.heads, self.dk).transpose(1, 2) for z in (q, k, v))
        weights = (q @ k.transpose(-2, -1) / math.sqrt(self.dk)).softmax(-1)
        mixed = (weights @ v).transpose(1, 2)
        return self.out(mixed.view(b, t, d))


def test_attention_keeps_the_shape():
    layer = Attention(32, 4)
    x = torch.randn(2, 10, 32)
    assert layer(x).shape == x.shape
""", path="/home/lena/minigpt/tests/test_attention.py", at="return self.out(mixed.view(b, t, d))", run="pytest", form="pytest",
      fix_any=["mixed.reshape(b, t, d)", "mixed.contiguous().view(b, t, d)", ".contiguous().view(", ".reshape(b, t, d)"])

scene("shape-channels", "images_as_numpy_has_them", """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Leaves(Dataset):
    def __init__(self, n=20):
        rng = np.random.default_rng(0)
        self.images = rng.integers(0, 255, (n, 48, 64, 3), dtype=np.uint8)
        self.kinds = rng.integers(0, 4, n)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = torch.from_numpy(self.images[i]).float() / 255
        return image, int(self.kinds[i])


net = nn.Sequential(
    nn.Conv2d(3, 12, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(12, 4)
)


def main():
    loader = DataLoader(Leaves(), batch_size=5, shuffle=True)
    for image, kind in loader:
        logits = net(image)
        loss = nn.functional.cross_entropy(logits, kind)
        print(loss.item())


main()
""", path="/home/uma/leaves/train.py", at="logits = net(image)", entities={"shapes": [[12, 3, 3, 3], [5, 48, 64, 3]]},
      fix_any=["image.permute(0, 3, 1, 2)", "permute(0, 3, 1, 2)", "permute(2, 0, 1)", "movedim(-1"])

scene("shape-target", "one_logit_against_flat_labels_notebook", None, cells=[
    "import torch\nfrom torch import nn\ntorch.manual_seed(1)",
    "X = torch.randn(120, 9)\ny = (X[:, 0] > 0).float()\nclf = nn.Sequential(nn.Linear(9, 16), nn.ReLU(), nn.Linear(16, 1))\nopt = torch.optim.AdamW(clf.parameters())\ncriterion = nn.BCEWithLogitsLoss()",
    "for epoch in range(5):\n    for i in range(0, len(X), 24):\n        xb, yb = X[i:i + 24], y[i:i + 24]\n        opt.zero_grad()\n        out = clf(xb)\n        loss = criterion(out, yb)\n        loss.backward()\n        opt.step()\n    print(epoch, loss.item())"],
      path="/home/uma/nb/churn.ipynb", at="loss = criterion(out, yb)", run="guest", form="notebook", count=7,
      entities={"shapes": [[24], [24, 1]]}, fix_any=["out.squeeze(1)", "out.squeeze(-1)", "yb.unsqueeze(1)", "yb.unsqueeze(-1)", "out.squeeze()", "yb[:, None]", "yb.view("])

scene("shape-dim-range", "squeeze_ate_the_last_batch", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Conv1d(6, 10, 3, padding=1)
        self.pool = nn.AdaptiveMaxPool1d(1)

    def forward(self, x):
        return self.pool(self.body(x)).squeeze()


def accuracy(net, loader):
    right = total = 0
    with torch.no_grad():
        for x, y in loader:
            pred = net(x).argmax(dim=1)
            right += (pred == y).sum().item()
            total += len(y)
    return right / total


torch.manual_seed(0)
data = TensorDataset(torch.randn(33, 6, 20), torch.randint(0, 10, (33,)))
print(f"accuracy {accuracy(Tagger(), DataLoader(data, batch_size=8)):.2%}")
""", path="/srv/tagger/evaluate.py", at="pred = net(x).argmax(dim=1)", form="journal", wears=[journal("box2", "python", 8812)],
      fix_any=["squeeze(-1)", "squeeze(2)", "dim=-1", "argmax(-1)", "squeeze(dim", "dim=0", "unsqueeze(0)", "drop_last"])

scene("batchnorm-single-value", "one_left_over", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

features, labels = torch.randn(257, 20), torch.randint(0, 3, (257,))
loader = DataLoader(TensorDataset(features, labels), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(20, 40), nn.BatchNorm1d(40), nn.ReLU(), nn.Linear(40, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def run_epoch(epoch):
    model.train()
    bar = tqdm(loader, desc=f"epoch {epoch}", ncols=70)
    for x, y in bar:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        bar.set_postfix(loss=f"{loss.item():.3f}")


for epoch in range(3):
    run_epoch(epoch)
""", path="/home/irina/tabular/fit.py", at="loss = nn.functional.cross_entropy(model(x), y)", form="terminal", entities={"shapes": [[1, 40]]},
      fix_any=["drop_last=True"])

scene("index-out-of-range", "padding_beyond_the_vocabulary", """
from collections import Counter

import torch
from torch import nn

LINES = ["the pump leaks at night", "valve stuck again", "pump replaced", "the valve leaks"]


def build_vocab(lines):
    counts = Counter(word for line in lines for word in line.split())
    return {word: i for i, (word, _) in enumerate(counts.most_common())}


def encode(lines, vocab):
    pad = len(vocab)
    rows = [[vocab[w] for w in line.split()] for line in lines]
    width = max(map(len, rows))
    return torch.tensor([row + [pad] * (width - len(row)) for row in rows])


vocab = build_vocab(LINES)
ids = encode(LINES, vocab)
table = nn.Embedding(len(vocab), 16)
vectors = table(ids)
print(vectors.mean(1).shape)
""", path="/home/femi/tickets/embed.py", at="vectors = table(ids)", fix_any=["len(vocab) + 1", "num_embeddings", "ids.max()"])

scene("index-dtype", "labels_out_of_a_table", """
import argparse

import pandas as pd
import torch
from torch import nn


def load(path):
    frame = pd.read_csv(path)
    x = torch.tensor(frame.drop(columns="grade").values, dtype=torch.float32)
    y = torch.tensor(frame["grade"].values, dtype=torch.float32)
    return x, y


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--csv", default="wine.csv")
    parser.add_argument("--epochs", type=int, default=3)
    args = parser.parse_args()
    x, y = load(args.csv)
    model = nn.Linear(x.shape[1], 3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        loss = criterion(model(x), y)
        loss.backward()
        print(epoch, loss.item())


if __name__ == "__main__":
    main()
""", path="/home/femi/wine/fit.py", at="loss = criterion(model(x), y)", files={"wine.csv": "acid,sugar,grade\n7.1,2.0,1\n6.3,1.2,0\n8.8,3.3,2\n"},
      form="mail", wears=[mailed(72)], fix_any=["y.long()", "dtype=torch.long", "dtype=torch.int64", "y.to(torch.long)", "y.to(torch.int64)"])

scene("dtype-mismatch", "doubles_of_numpy", """
import numpy as np
import torch
from torch import nn


class Sensor(torch.utils.data.Dataset):
    def __init__(self, hours=200, window=12):
        t = np.arange(hours)
        self.series = np.sin(t / 7) + np.random.default_rng(0).normal(0, 0.1, hours)
        self.window = window

    def __len__(self):
        return len(self.series) - self.window

    def __getitem__(self, i):
        return torch.from_numpy(self.series[i : i + self.window]), self.series[i + self.window]


class Forecaster(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(window, 32), nn.GELU(), nn.Linear(32, 1))

    def forward(self, past):
        return self.net(past).squeeze(-1)


model = Forecaster(12)
for past, value in torch.utils.data.DataLoader(Sensor(), batch_size=16):
    guess = model(past)
    print(nn.functional.mse_loss(guess, value))
""", path="/home/dario/sensors/forecast.py", at="return self.net(past).squeeze(-1)", form="windows", wears=[windows],
      entities={"dtypes": ["float64", "float32"]}, fix_any=["past.float()", "past.to(torch.float32)", ".float()", "astype(np.float32)", "dtype=torch.float32"])

scene("dtype-operation", "mean_of_pixels", """
import numpy as np
import torch
from PIL import Image

paths = ["a.png", "b.png"]
for k, name in enumerate(paths):
    Image.fromarray(np.full((8, 8, 3), 40 * (k + 1), np.uint8)).save(name)


def channel_stats(paths):
    images = torch.stack([torch.from_numpy(np.array(Image.open(p))) for p in paths])
    mean = images.mean(dim=(0, 1, 2))
    std = images.std(dim=(0, 1, 2))
    return mean / 255, std / 255


if __name__ == "__main__":
    mean, std = channel_stats(paths)
    print("Normalize(", mean.tolist(), std.tolist(), ")")
""", path="/home/petar/stats/normalise.py", at="mean = images.mean(dim=(0, 1, 2))", accept=["dtype-mismatch"],
      fix_any=["images.float()", "dtype=torch.float32", "images.to(torch.float", ".float()"])

scene("cpu-half", "components_of_stored_halves", """
import numpy as np
import torch


def load(path):
    return torch.from_numpy(np.load(path))


def components(vectors, k):
    centred = vectors - vectors.mean(0)
    _, values, axes = torch.linalg.svd(centred, full_matrices=False)
    return axes[:k], values[:k]


def main():
    np.save("clip.npy", np.random.default_rng(0).normal(size=(60, 24)).astype(np.float16))
    axes, values = components(load("clip.npy"), k=4)
    print(values)


main()
""", path="/home/sora/rank/pca.py", at="_, values, axes = torch.linalg.svd(centred, full_matrices=False)", entities={"dtypes": ["float16"]},
      accept=["dtype-operation"], fix_any=["centred.float()", ".float()", "torch.float32"])

scene("index-out-of-range", "speaker_ids_from_one", """
import torch
from torch import nn


def make_batch(n=12):
    torch.manual_seed(4)
    audio = torch.randn(n, 40)
    speaker = torch.arange(n) % 6 + 1
    return audio, speaker


def train(model, optimizer, steps):
    for step in range(steps):
        audio, speaker = make_batch()
        loss = nn.functional.cross_entropy(model(audio), speaker)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


model = nn.Sequential(nn.Linear(40, 20), nn.ReLU(), nn.Linear(20, 6))
train(model, torch.optim.Adam(model.parameters()), steps=10)
""", path="/home/lena/speech/speakers.py", at="loss = nn.functional.cross_entropy(model(audio), speaker)", form="stripped", wears=[stripped],
      entities={"target": 6}, fix_any=["speaker - 1", "Linear(20, 7)", "start at 0", "from 0", "out_features"])

scene("shape-kernel", "too_small_for_five_poolings", """
import torch
from torch import nn


def stage(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True), nn.MaxPool2d(2))


class Classifier(nn.Module):
    def __init__(self, classes):
        super().__init__()
        widths = [3, 8, 16, 16, 32, 32]
        self.features = nn.Sequential(*[stage(a, b) for a, b in zip(widths, widths[1:])])
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


if __name__ == "__main__":
    net = Classifier(100).eval()
    thumbnails = torch.rand(6, 3, 24, 24)
    print(net(thumbnails).shape)
""", path="/home/dario/thumbs/classify.py", at="return self.head(self.features(x).mean((2, 3)))", form="cut", wears=[last(52)],
      fix_any=["Resize", "larger", "interpolate", "fewer", "padding=", "AdaptiveAvgPool", "AdaptiveMaxPool"])

scene("tensor-data", "ragged_token_lists", """
import json

import torch

RAW = '[{"tokens": [5, 8, 2], "y": 1}, {"tokens": [7, 1], "y": 0}, {"tokens": [3, 9, 9, 4], "y": 1}]'


def to_tensors(records):
    tokens = [r["tokens"] for r in records]
    labels = [r["y"] for r in records]
    return torch.tensor(tokens), torch.tensor(labels)


def main():
    records = json.loads(RAW)
    print(f"{len(records)} records")
    x, y = to_tensors(records)
    print(x.shape, y.shape)


main()
""", path="/srv/nlu/prepare.py", at="return torch.tensor(tokens), torch.tensor(labels)", form="docker",
      wears=[prefixed("prepare_1  | ")], fix_any=["pad_sequence("])

scene("tensor-data", "column_of_objects_notebook", None, cells=[
    "import pandas as pd\nimport torch\ndf = pd.DataFrame({'rooms': [3, 4, 2], 'heated': [True, None, False], 'price': [210, 340, 155]})",
    "features = torch.tensor(df[['rooms', 'heated']].values)\ntarget = torch.tensor(df['price'].values)"],
      path="/home/uma/nb/houses.ipynb", at="features = torch.tensor(df[['rooms', 'heated']].values)", run="guest", form="notebook",
      entities={"dtype": "numpy.object_"}, fix_any=["astype(", "to_numpy(dtype=", "np.float32", "pd.to_numeric"])

scene("tensor-to-numpy", "losses_kept_with_their_graph", """
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 64)[:, None]
y = x**3
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
history = []
for step in range(50):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    history.append(loss)


def curve(values, path):
    fig, ax = plt.subplots()
    ax.plot(values)
    ax.set_yscale("log")
    fig.savefig(path)


curve(history, "loss.png")
""", path="/home/noor/cubic/fit.py", at="ax.plot(values)", form="rich", fix_any=["loss.item()", "detach()", ".item()"])

scene("numpy-bfloat16", "vectors_to_disk", """
import numpy as np
import torch
from torch import nn


class Embedder(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.EmbeddingBag(1000, 32, mode="mean")

    def forward(self, ids):
        return nn.functional.normalize(self.table(ids), dim=-1)


@torch.no_grad()
def export(model, chunks, path):
    rows = []
    for ids in chunks:
        rows.append(model(ids).cpu().numpy())
    np.save(path, np.concatenate(rows))


embedder = Embedder().to(torch.bfloat16).eval()
export(embedder, [torch.randint(0, 1000, (4, 12)) for _ in range(3)], "vectors.npy")
""", path="/home/sora/rank/export.py", at="rows.append(model(ids).cpu().numpy())", form="ranked", wears=[prefixed("[rank0]: ")],
      fix_any=["model(ids).float().cpu().numpy()", "model(ids).cpu().float().numpy()", ".float()"])

scene("tensor-truth", "best_of_several_losses", """
import torch
from torch import nn


class EarlyStopping:
    def __init__(self, patience=3):
        self.patience, self.bad, self.best = patience, 0, float("inf")

    def step(self, loss):
        if loss < self.best:
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        return self.bad >= self.patience


model = nn.Linear(6, 2)
criterion = nn.MSELoss(reduction="none")
stopping = EarlyStopping()
x_val, y_val = torch.randn(30, 6), torch.randn(30, 2)
for epoch in range(20):
    with torch.no_grad():
        val_loss = criterion(model(x_val), y_val)
    if stopping.step(val_loss):
        print("stopped at", epoch)
        break
""", path="/home/noor/stop/train.py", at="if loss < self.best:", fix_any=["loss.mean()", ".mean()", "reduction"])

scene("tensor-scalar", "loss_of_every_head", """
import logging

import torch
from torch import nn

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
log = logging.getLogger("multitask")


class MultiTask(nn.Module):
    def __init__(self, heads=3):
        super().__init__()
        self.trunk = nn.Linear(10, 16)
        self.heads = nn.ModuleList([nn.Linear(16, 1) for _ in range(heads)])

    def forward(self, x):
        h = torch.relu(self.trunk(x))
        return torch.cat([head(h) for head in self.heads], dim=1)


model = MultiTask()
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(2):
    x, y = torch.randn(8, 10), torch.randn(8, 3)
    per_task = (model(x) - y).pow(2).mean(dim=0)
    opt.zero_grad()
    per_task.sum().backward()
    opt.step()
    log.info("step %d loss %.4f", step, per_task.item())
""", path="/home/irina/multi/train.py", at='log.info("step %d loss %.4f", step, per_task.item())',
      entities={"elements": 3}, fix_any=["per_task.mean()", "per_task.sum()", "per_task.tolist()", ".tolist()", ".mean().item()"])

scene("empty-tensor", "no_boxes_found", """
import torch


def keep_confident(boxes, scores, threshold=0.5):
    keep = scores > threshold
    return boxes[keep], scores[keep]


def best_box(boxes, scores):
    boxes, scores = keep_confident(boxes, scores)
    top = scores.argmax()
    return boxes[top], scores[top].item()


def main():
    torch.manual_seed(2)
    for frame in range(4):
        boxes = torch.rand(10, 4)
        scores = torch.rand(10) * (0.9 if frame < 2 else 0.4)
        box, score = best_box(boxes, scores)
        print(frame, [round(v, 2) for v in box.tolist()], round(score, 2))


if __name__ == "__main__":
    main()
""", path="/home/petar/track/detect.py", at="top = scores.argmax()",
      fix_any=["scores.numel()", "numel() == 0", "len(scores)", "if scores.numel", "numel()"])

scene("invalid-arguments", "half_of_a_batch", """
import torch
from torch import nn


class Mixer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        half = x.shape[0] / 2
        left, right = x[: int(half)], x[int(half) :]
        noise = torch.zeros(half, x.shape[1])
        return self.proj(left + right + noise)


mixer = Mixer(12)
out = mixer(torch.randn(10, 12))
print(out.shape)
""", path="/home/dario/mix/mixer.py", at="noise = torch.zeros(half, x.shape[1])", accept=["wrong-type", "call-arguments"],
      fix_any=["// 2", "int(half)", "torch.zeros(int("])

scene("value-overflow", "mask_filled_in_half", """
import torch
from torch import nn


def masked_scores(q, k, allowed):
    scores = q @ k.transpose(-1, -2)
    return scores.masked_fill(~allowed, -1e9).softmax(-1)


class Pointer(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.q, self.k = nn.Linear(dim, dim), nn.Linear(dim, dim)

    def forward(self, x, allowed):
        return masked_scores(self.q(x), self.k(x), allowed)


pointer = Pointer().half()
x = torch.randn(2, 5, 8).half()
allowed = torch.ones(5, 5, dtype=torch.bool).tril()
print(pointer(x, allowed)[0])
""", path="/home/lena/pointer/net.py", at="return scores.masked_fill(~allowed, -1e9).softmax(-1)", form="cut", wears=[last(4)],
      fix_any=["torch.finfo(scores.dtype).min", "float('-inf')", "finfo", "-1e4", "-torch.inf", "65504"])

scene("singular-matrix", "two_columns_alike", """
import numpy as np
import torch


def mahalanobis(x):
    centred = x - x.mean(0)
    cov = centred.T @ centred / (len(x) - 1)
    inverse = torch.linalg.inv(cov)
    return torch.einsum("ni,ij,nj->n", centred, inverse, centred).sqrt()


rng = np.random.default_rng(0)
weight = rng.integers(40, 90, 30).astype(np.float64)
table = np.stack([weight, np.zeros(30), rng.integers(0, 5, 30)], axis=1)
far = mahalanobis(torch.tensor(table))
print("outliers:", (far > 3).sum().item())
""", path="/home/femi/outliers/distance.py", at="inverse = torch.linalg.inv(cov)", fix_any=["torch.linalg.pinv(cov)", "pinv", "torch.eye(", "lstsq"])

scene("attention-mask", "padding_mask_the_wrong_way", """
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, vocab=100, dim=24):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.attn = nn.MultiheadAttention(dim, 4)
        self.norm = nn.LayerNorm(dim)

    def forward(self, ids):
        x = self.embed(ids)
        pad = ids.eq(0)
        mixed, _ = self.attn(x, x, x, key_padding_mask=pad)
        return self.norm(x + mixed)


ids = torch.randint(1, 100, (6, 15))
ids[:, 12:] = 0
states = Encoder()(ids)
print(states.shape)
""", path="/home/sora/seq/encoder.py", at="mixed, _ = self.attn(x, x, x, key_padding_mask=pad)", accept=["shape-broadcast"],
      fix_any=["batch_first=True"])

scene("rnn-input", "state_of_one_layer", """
import torch
from torch import nn


class Decoder(nn.Module):
    def __init__(self, dim=20, hidden=32, layers=2):
        super().__init__()
        self.hidden = hidden
        self.gru = nn.GRU(dim, hidden, num_layers=layers, batch_first=True)
        self.out = nn.Linear(hidden, dim)

    def start(self, batch):
        return torch.zeros(1, batch, self.hidden)

    def forward(self, x, state=None):
        state = self.start(len(x)) if state is None else state
        y, state = self.gru(x, state)
        return self.out(y), state


def generate(decoder, steps=5):
    x, state = torch.zeros(3, 1, 20), None
    for _ in range(steps):
        x, state = decoder(x, state)
    return x


print(generate(Decoder()).shape)
""", path="/home/noor/melody/decoder.py", at="y, state = self.gru(x, state)", entities={"shapes": [[2, 3, 32], [1, 3, 32]]},
      fix_any=["torch.zeros(2, batch, self.hidden)", "self.gru.num_layers", "layers", "torch.zeros(2", "num_layers"])

scene("loss-input", "logits_into_bce", """
import torch
from torch import nn


def step(model, batch, optimizer, criterion):
    x, y = batch
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(14, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
criterion = nn.BCELoss()
for i in range(4):
    batch = torch.randn(16, 14), torch.randint(0, 2, (16, 1)).float()
    print(i, step(model, batch, optimizer, criterion))
""", path="/srv/fraud/train.py", at="loss = criterion(model(x), y)", form="journal", wears=[journal("gpu-7", "fraud", 311)],
      fix_any=["BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "torch.sigmoid(model(x))", "sigmoid"])

scene("sampling-nan", "everything_banned", """
import torch


def banned_mask(vocab, allowed):
    mask = torch.full((vocab,), float("-inf"))
    mask[allowed] = 0.0
    return mask


def sample(logits, allowed, temperature=0.8):
    probs = torch.softmax(logits / temperature + banned_mask(logits.shape[-1], allowed), dim=-1)
    return torch.multinomial(probs, num_samples=1).item()


torch.manual_seed(0)
state, grammar = 0, {0: [3, 4], 3: [5], 4: [5], 5: []}
out = []
for _ in range(6):
    state = sample(torch.randn(10), grammar[state])
    out.append(state)
print(out)
""", path="/home/sora/grammar/decode.py", at="return torch.multinomial(probs, num_samples=1).item()",
      fix_any=["nan_to_num", "-inf", "isnan", "isfinite"])
