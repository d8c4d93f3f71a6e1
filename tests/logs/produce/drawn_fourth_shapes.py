"""A fourth drawing: products, sums, joins and views of shapes."""

import drawn
from hf_tiny import folder
from wear import coloured, compose, journal, last, mailed, quoted

BERT = {"models/bert-mini": folder("bert")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("shape-matmul", "extra_features_not_counted_notebook", "", cells=["""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
tokens = torch.randint(0, 500, (16, 24))
numeric = torch.randn(16, 5)   # price, weight, ...
y = torch.randint(0, 3, (16,))
""", """
class ProductNet(nn.Module):
    def __init__(self, vocab=500, emb=32, hidden=64, n_classes=3):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True)
        self.head = nn.Linear(hidden, n_classes)

    def forward(self, tokens, numeric):
        _, (h, _) = self.lstm(self.emb(tokens))
        feats = torch.cat([h[-1], numeric], dim=1)
        return self.head(feats)

model = ProductNet()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
""", """
for epoch in range(3):
    logits = model(tokens, numeric)
    loss = F.cross_entropy(logits, y)
    opt.zero_grad(); loss.backward(); opt.step()
    print(epoch, loss.item())
"""], path="/home/nadia/shop/mixed.ipynb", at="return self.head(feats)", form="notebook", run="guest", count=4, entities={"shapes": [[16, 69], [64, 3]]},
      fix_any=["nn.Linear(69", "Linear(hidden + 5", "in_features=69", "hidden + numeric.shape[1]", "64 to 69", "69 in"])

scene("shape-matmul", "weights_as_a_row", """
import torch

torch.manual_seed(1)
n, d = 100, 3
X = torch.randn(n, d)
true_w = torch.tensor([[2.0, -3.4, 0.7]])
y = X @ true_w.T + 4.2 + 0.01 * torch.randn(n, 1)

w = torch.zeros(1, d, requires_grad=True)
b = torch.zeros(1, requires_grad=True)


def linreg(X, w, b):
    return torch.matmul(X, w) + b


def squared_loss(y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean()


lr = 0.03
for epoch in range(10):
    loss = squared_loss(linreg(X, w, b), y)
    loss.backward()
    with torch.no_grad():
        for p in (w, b):
            p -= lr * p.grad
            p.grad.zero_()
    print(f"epoch {epoch + 1}, loss {loss.item():f}")
""", path="/home/tim/d2l/linreg.py", at="return torch.matmul(X, w) + b", entities={"shapes": [[100, 3], [1, 3]]},
      fix_any=["w.T", "w.t()", "w.transpose(", "w.mT", "torch.zeros(d, 1", "F.linear("])

scene("shape-matmul", "hidden_size_of_the_large_model", """
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

NAME = "models/bert-mini"


class SentimentClassifier(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.bert = AutoModel.from_pretrained(NAME)
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(768, n_classes)

    def forward(self, input_ids, attention_mask):
        pooled = self.bert(input_ids=input_ids, attention_mask=attention_mask).pooler_output
        return self.out(self.drop(pooled))


tokenizer = AutoTokenizer.from_pretrained(NAME)
model = SentimentClassifier(n_classes=3)
texts = ["the cat sat on the mat", "training loss goes down"]
enc = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
logits = model(enc["input_ids"], enc["attention_mask"])
print(logits.softmax(-1))
""", path="/srv/app/sentiment/train.py", folders=BERT, at="return self.out(self.drop(pooled))", form="docker", wears=[compose("sentiment-1")],
      entities={"shapes": [[2, 32], [768, 3]]}, fix_any=["self.bert.config.hidden_size", "nn.Linear(32, n_classes)", "self.out = nn.Linear(32, 3)"])

scene("shape-broadcast", "channel_means_on_the_wrong_axis", """
import numpy as np
import torch
from PIL import Image

MEAN = torch.tensor([0.485, 0.456, 0.406])
STD = torch.tensor([0.229, 0.224, 0.225])


def load(path, size=224):
    img = Image.open(path).convert("RGB").resize((size, size))
    arr = np.asarray(img, dtype=np.float32) / 255.0
    return torch.from_numpy(arr).permute(2, 0, 1)


def preprocess(path):
    x = load(path)
    x = (x - MEAN) / STD
    return x.unsqueeze(0)


if __name__ == "__main__":
    Image.new("RGB", (640, 480), (120, 80, 33)).save("dog.png")
    batch = preprocess("dog.png")
    print(batch.shape)
""", path="/Users/elif/vision/infer.py", at="x = (x - MEAN) / STD", entities={"sizes": [224, 3]},
      fix_any=["MEAN[:, None, None]", "MEAN.view(3, 1, 1)", "MEAN.view(-1, 1, 1)", "MEAN.reshape(3, 1, 1)", "MEAN.reshape(-1, 1, 1)"])

scene("shape-broadcast", "returns_one_shorter_than_prices", """
import numpy as np
import pandas as pd


def make_prices(n=250, seed=7):
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2024-01-02", periods=n)
    return pd.DataFrame({"close": 100 * np.exp(np.cumsum(rng.normal(0, 0.01, n)))}, index=dates)


def features(df, window=20):
    close = df["close"].to_numpy()
    ret = np.diff(close) / close
    vol = pd.Series(ret).rolling(window).std()
    return np.column_stack([ret, vol])


def main():
    df = make_prices()
    X = features(df)
    print(X.shape)


if __name__ == "__main__":
    main()
""", path="/home/oleg/quant/features.py", at="ret = np.diff(close) / close", form="journal", wears=[journal("quant01", "features", 4410)],
      entities={"shapes": [[249], [250]]}, fix_any=["close[:-1]", "close[1:]", "pct_change()"])

scene("shape-broadcast", "padding_mask_without_axes", """
import math

import torch
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, dim=64, heads=8):
        super().__init__()
        self.heads, self.dk = heads, dim // heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x, pad_mask):
        B, T, C = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, self.heads, self.dk).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.dk)
        scores = scores.masked_fill(pad_mask, float("-inf"))
        out = scores.softmax(-1) @ v
        return self.proj(out.transpose(1, 2).reshape(B, T, C))


x = torch.randn(4, 18, 64)
lengths = torch.tensor([18, 12, 9, 15])
pad_mask = torch.arange(18)[None, :] >= lengths[:, None]
attn = SelfAttention()
print(attn(x, pad_mask).shape)
""", path="/home/hye/asr/model/attention.py", at='scores = scores.masked_fill(pad_mask, float("-inf"))', form="quoted", wears=[quoted],
      entities={"sizes": [4, 18]}, fix_any=["pad_mask[:, None, None, :]", "pad_mask.unsqueeze(1).unsqueeze(2)", "pad_mask[:, None, None]", "pad_mask.view(4, 1, 1, 18)"])

scene("shape-cat", "outputs_of_the_last_batch_stacked", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm


@torch.no_grad()
def predict(model, loader):
    model.eval()
    outputs = []
    for (xb,) in tqdm(loader, desc="predict", ncols=70):
        outputs.append(model(xb).softmax(dim=1))
    return torch.stack(outputs)


def main():
    torch.manual_seed(0)
    X = torch.randn(104, 12)
    model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 10))
    loader = DataLoader(TensorDataset(X), batch_size=32)
    probs = predict(model, loader)
    print("accuracy over", probs.shape[0], "rows")


main()
""", path="/data/users/ravi/tab/predict.py", at="return torch.stack(outputs)", entities={"shapes": [[32, 10], [8, 10]]},
      fix_any=["torch.cat(outputs)", "torch.cat(outputs, dim=0)", "torch.vstack(outputs)", "torch.concat(outputs"])

scene("shape-view", "lenet_of_the_tutorial_on_mnist", """
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, 16 * 5 * 5)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for i in range(2):
    inputs, labels = torch.rand(8, 1, 28, 28), torch.randint(0, 10, (8,))
    optimizer.zero_grad()
    loss = criterion(net(inputs), labels)
    loss.backward()
    optimizer.step()
""", path="/home/pedro/Documents/pytorch/mnist.py", at="x = x.view(-1, 16 * 5 * 5)", form="coloured", wears=[coloured],
      entities={"sizes": [400, 2048]}, fix_any=["16 * 4 * 4", "torch.flatten(x, 1)", "x.flatten(1)", "x.view(x.size(0), -1)", "x.view(x.shape[0], -1)", "x.reshape(x.size(0), -1)", "x.reshape(x.shape[0], -1)", "torch.flatten(x, start_dim=1)"])

scene("shape-channels", "decoder_forgets_the_skip", """
import torch
from torch import nn


def block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1 = block(3, 32)
        self.enc2 = block(32, 64)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(64, 32, 2, stride=2)
        self.dec1 = block(32, 32)
        self.out = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(self.pool(e1))
        d1 = torch.cat([self.up(e2), e1], dim=1)
        d1 = self.dec1(d1)
        return self.out(d1)


def test_output_size():
    net = UNet()
    out = net(torch.randn(2, 3, 64, 64))
    assert out.shape == (2, 1, 64, 64)
""", path="/home/ines/seg/tests/test_unet.py", at="d1 = self.dec1(d1)", run="pytest", form="pytest", entities={"shapes": [[32, 32, 3, 3], [2, 64, 64, 64]]},
      fix_any=["block(64, 32)", "Conv2d(64,", "32 to 64", "in_channels=64"])

scene("shape-channels", "clip_with_time_before_colour", """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Clips(Dataset):
    def __init__(self, n=12, frames=16):
        self.n, self.frames = n, frames

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        frames = [torch.rand(3, 32, 32) for _ in range(self.frames)]
        return torch.stack(frames), i % 4


class C3D(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.conv1 = nn.Conv3d(3, 16, kernel_size=3, padding=1)
        self.pool = nn.AdaptiveAvgPool3d(1)
        self.fc = nn.Linear(16, classes)

    def forward(self, clip):
        x = torch.relu(self.conv1(clip))
        return self.fc(self.pool(x).flatten(1))


model = C3D()
for clip, label in DataLoader(Clips(), batch_size=2):
    loss = nn.functional.cross_entropy(model(clip), label)
    loss.backward()
print("done")
""", path="/home/sven/action/c3d.py", at="x = torch.relu(self.conv1(clip))", form="wrapped", wears=[mailed(72)],
      entities={"shapes": [[16, 3, 3, 3, 3], [2, 16, 3, 32, 32]]}, fix_any=["clip.permute(0, 2, 1, 3, 4)", "clip.transpose(1, 2)", "torch.stack(frames, dim=1)"])

scene("shape-kernel", "sentence_shorter_than_the_filter", """
import torch
from torch import nn


class TextCNN(nn.Module):
    def __init__(self, vocab=200, emb=32, sizes=(3, 4, 5), n=20):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb, padding_idx=0)
        self.convs = nn.ModuleList(nn.Conv1d(emb, n, k) for k in sizes)
        self.fc = nn.Linear(n * len(sizes), 2)

    def forward(self, ids):
        x = self.emb(ids).transpose(1, 2)
        pooled = [torch.relu(conv(x)).max(dim=2).values for conv in self.convs]
        return self.fc(torch.cat(pooled, dim=1))


VOCAB = {w: i + 1 for i, w in enumerate("what a very good film this was not great".split())}


def encode(text):
    return torch.tensor([[VOCAB.get(w, 0) for w in text.lower().split()]])


model = TextCNN().eval()
for review in ["what a very good film", "this was not very great", "not good at all", "great"]:
    with torch.no_grad():
        print(review, model(encode(review)).argmax(1).item())
""", path="/home/ana/textcnn/demo.py", form="cut", wears=[last(9)], fix_any=["F.pad(", "pad"])
