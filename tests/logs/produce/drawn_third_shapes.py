"""A third drawing: products, sums and joins of shapes."""

import drawn
from wear import coloured, compose, journal, quoted, terminal


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("shape-matmul", "digits_never_flattened", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class MLP(nn.Module):
    def __init__(self, hidden=128):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, hidden)
        self.fc2 = nn.Linear(hidden, 10)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


def train(net, loader, epochs=2):
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for imgs, labels in loader:
            loss = crit(net(imgs), labels)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


data = TensorDataset(torch.rand(256, 1, 28, 28), torch.randint(0, 10, (256,)))
train(MLP(), DataLoader(data, batch_size=64, shuffle=True))
""", path="/home/kofi/mnist/mlp.py", at="x = torch.relu(self.fc1(x))", entities={"shapes": [[1792, 28], [784, 128]]},
      fix_any=["self.fc1(x.flatten(1))", "x.flatten(1)", "torch.flatten(x, 1)", "torch.flatten(x, start_dim=1)", "x.view(x.size(0), -1)", "nn.Flatten()", "flatten(start_dim=1)", "x.reshape(x.size(0), -1)", "x.reshape(x.shape[0], -1)"])

scene("shape-matmul", "keys_not_transposed", """
import math

import torch
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.wq = nn.Linear(d_model, d_model)
        self.wk = nn.Linear(d_model, d_model)
        self.wv = nn.Linear(d_model, d_model)
        self.d_model = d_model

    def forward(self, x):
        q, k, v = self.wq(x), self.wk(x), self.wv(x)
        att = torch.bmm(q, k) / math.sqrt(self.d_model)
        att = torch.softmax(att, dim=-1)
        return torch.bmm(att, v)


class Block(nn.Module):
    def __init__(self, d_model=48):
        super().__init__()
        self.attn = SelfAttention(d_model)
        self.norm = nn.LayerNorm(d_model)

    def forward(self, x):
        return x + self.attn(self.norm(x))


torch.manual_seed(3)
tokens = torch.randn(6, 20, 48)
print(Block()(tokens).shape)
""", path="/Users/lucia/dev/mini-gpt/attention.py", at="att = torch.bmm(q, k) / math.sqrt(self.d_model)", form="quoted", wears=[quoted],
      fix_any=["k.transpose(1, 2)", "k.transpose(-2, -1)", "k.transpose(-1, -2)", "k.transpose(2, 1)", "k.mT", "k.permute(0, 2, 1)"])

scene("shape-matmul", "dummies_of_the_test_table", """
import pandas as pd
import torch
from torch import nn

train = pd.DataFrame({"city": ["Lyon", "Nice", "Lille", "Brest", "Lyon"], "rooms": [1, 2, 3, 2, 4], "price": [90., 120., 80., 70., 150.]})
test = pd.DataFrame({"city": ["Nice", "Lyon"], "rooms": [2, 5]})


def encode(df):
    X = pd.get_dummies(df.drop(columns="price", errors="ignore"), columns=["city"])
    return torch.tensor(X.values.astype("float32"))


X_train = encode(train)
y_train = torch.tensor(train["price"].values, dtype=torch.float32).unsqueeze(1)
model = nn.Sequential(nn.Linear(X_train.shape[1], 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(20):
    loss = nn.functional.mse_loss(model(X_train), y_train)
    opt.zero_grad()
    loss.backward()
    opt.step()

model.eval()
with torch.no_grad():
    X_test = encode(test)
    print(model(X_test).squeeze(1).tolist())
""", path="/home/emeka/rent/fit.py", at="print(model(X_test).squeeze(1).tolist())", entities={"shapes": [[2, 3], [5, 16]]},
      fix_any=["reindex(columns=", "same columns", "same features", "columns of", "5 features", "5 columns", "features as"])

scene("shape-broadcast", "table_of_positions_uncut", """
import math

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len=512):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2] = torch.sin(pos * div)
        pe[0, :, 1::2] = torch.cos(pos * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        x = x + self.pe
        return x


class Encoder(nn.Module):
    def __init__(self, vocab=1000, d_model=64):
        super().__init__()
        self.emb = nn.Embedding(vocab, d_model)
        self.pos = PositionalEncoding(d_model)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d_model, 4, batch_first=True), 2)

    def forward(self, ids):
        return self.enc(self.pos(self.emb(ids)))


print(Encoder()(torch.randint(0, 1000, (16, 37))).shape)
""", path="/workspace/seq/encoder.py", at="x = x + self.pe", form="docker", wears=[compose("seq-train-1")], entities={"sizes": [37, 512]},
      fix_any=["self.pe[:, :x.size(1)]", "self.pe[:, :x.shape[1]]", "self.pe[:, : x.size(1)]", "[:, :x.size(1)]", "[:, :x.shape[1]]"])

scene("shape-broadcast", "shortcut_of_a_narrower_block", """
import torch
from torch import nn
import torch.nn.functional as F


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)

    def forward(self, x):
        identity = x
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += identity
        return F.relu(out)


class SmallResNet(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, 64, 3, padding=1)
        self.layer1 = BasicBlock(64, 64)
        self.layer2 = BasicBlock(64, 128)
        self.fc = nn.Linear(128, n_classes)

    def forward(self, x):
        x = self.layer2(self.layer1(self.stem(x)))
        return self.fc(x.mean((2, 3)))


net = SmallResNet()
print(net(torch.randn(2, 3, 32, 32)).argmax(1))
""", path="/home/yuki/cifar/resnet.py", at="out += identity", form="coloured", wears=[coloured], entities={"sizes": [128, 64]},
      fix_any=["Conv2d(64, 128, 1", "nn.Conv2d(cin, cout, 1", "kernel_size=1", "1x1", "1×1", "downsample", "shortcut", "identity = self."])

scene("shape-broadcast", "accuracy_over_a_dropped_batch", """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def predict(model, loader):
    model.eval()
    preds = []
    with torch.no_grad():
        for (x,) in loader:
            preds.append(model(x).argmax(dim=1).numpy())
    return np.concatenate(preds)


rng = np.random.default_rng(0)
X = torch.tensor(rng.normal(size=(250, 12)), dtype=torch.float32)
y_true = rng.integers(0, 4, size=250)
loader = DataLoader(TensorDataset(X), batch_size=64, drop_last=True)
model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 4))
y_pred = predict(model, loader)
off = np.abs(y_true - y_pred)
print("mean stars off", off.mean(), "exact", (off == 0).mean())
""", path="/home/ines/tabular/evaluate.py", at="off = np.abs(y_true - y_pred)", entities={"shapes": [[250], [192]]}, accept=["table-shape"],
      fix_any=["drop_last=False", "drop_last", "same length", "same number", "y_true[:len(y_pred)]"])

scene("shape-cat", "features_joined_along_rows", """
import torch
from torch import nn


class Fusion(nn.Module):
    \"\"\"Image features and a few numbers of the patient.\"\"\"

    def __init__(self, image_dim=512, meta_dim=6, classes=2):
        super().__init__()
        self.head = nn.Sequential(nn.Linear(image_dim + meta_dim, 64), nn.ReLU(), nn.Linear(64, classes))

    def forward(self, image_feat, meta):
        joint = torch.cat([image_feat, meta])
        return self.head(joint)


def main():
    torch.manual_seed(0)
    image_feat = torch.randn(32, 512)
    meta = torch.rand(32, 6)
    model = Fusion()
    logits = model(image_feat, meta)
    print(logits.softmax(-1)[:3])


if __name__ == "__main__":
    main()
""", path="/home/amara/derm/fusion.py", at="joint = torch.cat([image_feat, meta])", entities={"sizes": [512, 6]}, fix_any=["torch.cat([image_feat, meta], dim=1)", "dim=1", "dim=-1", "axis=1"])

scene("shape-cat", "own_collate_stacks_sentences", """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CORPUS = [("the food was great", 1), ("terrible", 0), ("would come back any time", 1), ("never again please", 0)]
VOCAB = {w: i + 1 for i, w in enumerate(sorted({w for s, _ in CORPUS for w in s.split()}))}


class Reviews(Dataset):
    def __len__(self):
        return len(CORPUS)

    def __getitem__(self, idx):
        text, label = CORPUS[idx]
        return torch.tensor([VOCAB[w] for w in text.split()]), label


def collate(batch):
    ids = torch.stack([item[0] for item in batch])
    labels = torch.tensor([item[1] for item in batch])
    return ids, labels


loader = DataLoader(Reviews(), batch_size=2, collate_fn=collate)
emb = nn.EmbeddingBag(len(VOCAB) + 1, 8)
for ids, labels in loader:
    print(emb(ids).shape, labels)
""", path="/home/tomas/reviews/bag.py", at="ids = torch.stack([item[0] for item in batch])", form="terminal", wears=[terminal(92)], accept=["dataloader-collate"], entities={"shapes": [[4], [1]]},
      fix_any=["pad_sequence([item[0] for item in batch]", "pad_sequence("])

scene("shape-view", "batch_size_written_in", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BATCH_SIZE, SEQ_LEN, FEATS = 32, 24, 7


class Forecaster(nn.Module):
    def __init__(self, hidden=40):
        super().__init__()
        self.lstm = nn.LSTM(FEATS, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x):
        x = x.view(BATCH_SIZE, SEQ_LEN, FEATS)
        h, _ = self.lstm(x)
        return self.out(h[:, -1])


series = torch.randn(200, SEQ_LEN * FEATS)
target = torch.randn(200, 1)
loader = DataLoader(TensorDataset(series, target), batch_size=BATCH_SIZE)
net = Forecaster()
opt = torch.optim.AdamW(net.parameters())
for step, (x, y) in enumerate(loader):
    loss = nn.functional.l1_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, round(loss.item(), 3))
""", path="/srv/forecast/train.py", at="x = x.view(BATCH_SIZE, SEQ_LEN, FEATS)", form="journal", wears=[journal("node7", "forecast", 30551)], entities={"sizes": [1344]},
      fix_any=["x.view(-1, SEQ_LEN, FEATS)", "x.view(x.size(0), SEQ_LEN, FEATS)", "x.view(x.shape[0], SEQ_LEN, FEATS)", "x.reshape(-1, SEQ_LEN, FEATS)", "x.reshape(x.size(0), SEQ_LEN, FEATS)", "drop_last=True"])
