"""A fourth drawing: targets and indices."""

import drawn
from wear import docker_time, prefixed, stripped, terminal


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("shape-target", "masks_without_a_channel", """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Lesions(Dataset):
    def __len__(self):
        return 20

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        image = torch.rand(3, 64, 64, generator=g)
        mask = (image.mean(0) > 0.5).float()
        return image, mask


model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

for epoch in range(2):
    for images, masks in DataLoader(Lesions(), batch_size=4, shuffle=True):
        preds = model(images)
        loss = criterion(preds, masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
""", path="/workspace/isic/train_unet.py", at="loss = criterion(preds, masks)", form="docker", wears=[prefixed(docker_time)], entities={"shapes": [[4, 64, 64], [4, 1, 64, 64]]},
      fix_any=["masks.unsqueeze(1)", "preds.squeeze(1)", "masks[:, None]"])

scene("shape-target", "logits_of_a_language_model", """
import torch
import torch.nn as nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, n_embd=48):
        super().__init__()
        self.tok = nn.Embedding(vocab_size, n_embd)
        self.rnn = nn.GRU(n_embd, 96, batch_first=True)
        self.head = nn.Linear(96, vocab_size)

    def forward(self, idx, targets=None):
        x, _ = self.rnn(self.tok(idx))
        logits = self.head(x)
        loss = None
        if targets is not None:
            loss = nn.functional.cross_entropy(logits, targets)
        return logits, loss


text = "the quick brown fox jumps over the lazy dog. " * 40
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
data = torch.tensor([stoi[c] for c in text])


def get_batch(batch_size=8, block=12):
    ix = torch.randint(len(data) - block - 1, (batch_size,))
    return torch.stack([data[i:i + block] for i in ix]), torch.stack([data[i + 1:i + block + 1] for i in ix])


model = CharLM(len(chars))
optim = torch.optim.AdamW(model.parameters(), lr=3e-3)
for step in range(100):
    xb, yb = get_batch()
    logits, loss = model(xb, yb)
    optim.zero_grad(set_to_none=True)
    loss.backward()
    optim.step()
""", path="/home/dmitri/charlm/bigram.py", at="loss = nn.functional.cross_entropy(logits, targets)", entities={"shapes": [[8, 28], [8, 12]]},
      fix_any=["logits.transpose(1, 2)", "logits.view(-1,", "logits.reshape(-1,", "logits.flatten(0, 1)", "logits.permute(0, 2, 1)", "logits.view(B"])

scene("shape-dim-range", "one_picture_at_a_time", """
import torch
from torch import nn

CLASSES = ["cat", "dog", "bird"]


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, len(CLASSES))

    def forward(self, x):
        x = torch.relu(self.conv(x))
        x = x.mean(dim=(-2, -1))
        return self.fc(x)


def classify(model, image):
    model.eval()
    with torch.no_grad():
        out = model(image)
        probs = torch.softmax(out, dim=1)
        conf, pred = probs.max(dim=1)
    return CLASSES[pred.item()], conf.item()


model = Small()
image = torch.rand(3, 128, 128)
label, conf = classify(model, image)
print(f"{label} ({conf:.1%})")
""", path="/home/lena/pets/classify.py", at="probs = torch.softmax(out, dim=1)", form="stripped", wears=[stripped], span=(1, 8),
      fix_any=["image.unsqueeze(0)", "dim=-1", "image[None]", "dim=0"])

scene("batchnorm-single-value", "pooled_branch_with_one_image", """
import torch
from torch import nn


class ASPPPooling(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.conv = nn.Conv2d(cin, cout, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        size = x.shape[-2:]
        x = torch.relu(self.bn(self.conv(self.pool(x))))
        return nn.functional.interpolate(x, size=size, mode="bilinear", align_corners=False)


class Seg(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.aspp = ASPPPooling(32, 16)
        self.cls = nn.Conv2d(16, 5, 1)

    def forward(self, x):
        return self.cls(self.aspp(self.stem(x)))


loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.rand(10, 3, 64, 64), torch.randint(0, 5, (10, 32, 32))), batch_size=1)
model = Seg().train()
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for x, y in loader:
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
""", path="/home/junho/aspp/train.py", at="x = torch.relu(self.bn(self.conv(self.pool(x))))", form="rich", run="guest", entities={"shapes": [[1, 16, 1, 1]]},
      fix_any=["batch_size=2", "batch_size=4", "batch_size=8", "GroupNorm", "at least two", "at least 2", "more than one"])

scene("index-out-of-range", "windows_up_to_the_very_end", """
import torch
from torch.utils.data import DataLoader, Dataset


class NextValue(Dataset):
    def __init__(self, series, window=24):
        self.series = series
        self.window = window

    def __len__(self):
        return len(self.series) - self.window + 1

    def __getitem__(self, i):
        x = self.series[i:i + self.window]
        y = self.series[i + self.window]
        return x, y


def main():
    t = torch.arange(1000) / 50
    series = torch.sin(t) + 0.1 * torch.randn(1000)
    loader = DataLoader(NextValue(series), batch_size=64)
    total = 0.0
    for x, y in loader:
        total += (x.mean(1) - y).abs().sum().item()
    print("naive MAE:", total / len(loader.dataset))


if __name__ == "__main__":
    main()
""", path="/home/greta/load/baseline.py", at="y = self.series[i + self.window]", entities={"sizes": [1000]},
      fix_any=["len(self.series) - self.window", "len(self.series) - (self.window)"])

scene("index-out-of-range", "actions_of_a_larger_game", """
import random
from collections import deque

import torch
from torch import nn


class DQN(nn.Module):
    def __init__(self, n_obs, n_actions):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_obs, 64), nn.ReLU(), nn.Linear(64, n_actions))

    def forward(self, x):
        return self.net(x)


N_ACTIONS = 4
policy = DQN(6, 3)
memory = deque(maxlen=500)
for _ in range(200):
    memory.append((torch.randn(6), random.randrange(N_ACTIONS), random.random(), torch.randn(6)))


def optimize(batch_size=32, gamma=0.99):
    s, a, r, s2 = zip(*random.sample(memory, batch_size))
    state, action = torch.stack(s), torch.tensor(a).unsqueeze(1)
    reward, nxt = torch.tensor(r), torch.stack(s2)
    q = policy(state).gather(1, action)
    with torch.no_grad():
        target = reward + gamma * policy(nxt).max(1).values
    return nn.functional.smooth_l1_loss(q, target.unsqueeze(1))


random.seed(0)
for step in range(10):
    print(step, optimize().item())
""", path="/home/marek/rl/dqn.py", at="q = policy(state).gather(1, action)", entities={"sizes": [3]},
      fix_any=["n_actions", "N_ACTIONS", "number of actions", "every action", "as many", "4 outputs", "at least 4"])

scene("index-dtype", "masks_as_numpy_made_them_notebook", "", cells=["""
import numpy as np
import torch
from torch import nn
""", """
images = torch.rand(6, 3, 32, 32)
masks = np.random.default_rng(0).integers(0, 4, (6, 32, 32)).astype(np.int32)
masks = torch.from_numpy(masks)
net = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 4, 1))
""", """
criterion = nn.CrossEntropyLoss(ignore_index=255)
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(5):
    out = net(images)
    loss = criterion(out, masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""], path="/content/seg.ipynb", at="loss = criterion(out, masks)", form="notebook", run="guest", count=11, entities={"dtypes": ["int64", "int32"]},
      fix_any=["masks.long()", "masks.to(torch.long)", "masks.to(torch.int64)", "masks.to(dtype=torch.long)", "masks.type(torch.LongTensor)"])

scene("index-dtype", "one_hot_of_floats", """
import pandas as pd
import torch
import torch.nn.functional as F

df = pd.DataFrame({"sepal": [5.1, 4.9, 6.3, 5.8], "petal": [1.4, 1.5, 6.0, 5.1], "species": [0, 0, 2, 1]})


def to_tensors(df, n_classes):
    values = torch.tensor(df.to_numpy(), dtype=torch.float32)
    x, y = values[:, :-1], values[:, -1]
    return x, F.one_hot(y, num_classes=n_classes)


x, y = to_tensors(df, 3)
model = torch.nn.Linear(2, 3)
for _ in range(20):
    loss = F.mse_loss(model(x).softmax(1), y.float())
    loss.backward()
print(loss)
""", path="/home/kaya/iris/onehot.py", at="return x, F.one_hot(y, num_classes=n_classes)", form="terminal", wears=[terminal(80)],
      fix_any=["F.one_hot(y.long()", "y = y.long()", "y.to(torch.int64)", "y.to(torch.long)"])
