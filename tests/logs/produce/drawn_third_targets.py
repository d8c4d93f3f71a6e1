"""A third drawing: channels, targets and indices."""

import drawn
from wear import docker_time, fenced, mailed, prefixed


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("shape-channels", "scans_in_grey", """
import argparse

import numpy as np
import torch
from PIL import Image
from torch import nn


def build():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 2))


def to_tensor(path, size=64):
    img = np.asarray(Image.open(path).resize((size, size)), dtype=np.float32) / 255.0
    if img.ndim == 2:
        img = img[:, :, None]
    return torch.from_numpy(img).permute(2, 0, 1).unsqueeze(0)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--image", default="xray.png")
    args = p.parse_args()
    Image.fromarray(np.random.randint(0, 255, (90, 80), dtype=np.uint8)).save("xray.png")
    model = build().eval()
    with torch.no_grad():
        prob = model(to_tensor(args.image)).softmax(-1)
    print(prob)


main()
""", path="/home/dana/xray/predict.py", at="prob = model(to_tensor(args.image)).softmax(-1)", entities={"shapes": [[16, 3, 3, 3], [1, 1, 64, 64]]},
      fix_any=['convert("RGB")', "Conv2d(1, 16", "expand(-1, 3", "repeat(1, 3", "nn.Conv2d(1,"])

scene("shape-target", "a_label_for_every_token", """
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, vocab=500, tags=9, dim=32):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.rnn = nn.GRU(dim, dim, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * dim, tags)

    def forward(self, ids):
        h, _ = self.rnn(self.emb(ids))
        return self.fc(h)


def run_epoch(model, batches, optimizer):
    loss_fn = nn.CrossEntropyLoss(ignore_index=-100)
    for ids, tags in batches:
        logits = model(ids)
        loss = loss_fn(logits, tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


model = Tagger()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
batches = [(torch.randint(0, 500, (4, 15)), torch.randint(0, 9, (4, 15))) for _ in range(3)]
print(run_epoch(model, batches, optimizer))
""", path="/home/ravi/ner/tagger.py", at="loss = loss_fn(logits, tags)", form="mailed", wears=[mailed(78)], entities={"shapes": [[4, 9], [4, 15]]},
      fix_any=["logits.transpose(1, 2)", "logits.permute(0, 2, 1)", "logits.flatten(0, 1)", "logits.view(-1,", "logits.reshape(-1,", "logits.mT"])

scene("shape-target", "labels_in_a_column", """
import numpy as np
import torch
from torch import nn

rng = np.random.RandomState(7)
X = rng.rand(120, 5).astype("float32")
y = (X.sum(axis=1, keepdims=True) > 2.5).astype("int64")

X_t, y_t = torch.from_numpy(X), torch.from_numpy(y)
net = nn.Sequential(nn.Linear(5, 12), nn.Tanh(), nn.Linear(12, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

for epoch in range(50):
    optimizer.zero_grad()
    output = net(X_t)
    loss = criterion(output, y_t)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 0:
        print(epoch, loss.item())
""", path="/home/olga/lab3/classify.py", at="loss = criterion(output, y_t)", form="fenced", accept=["shape-dim-range", "loss-input"],
      wears=[fenced("Hi, my labels are 0/1 and I keep getting this in the first epoch, what am I doing wrong?", "", "")],
      fix_any=["y_t.squeeze(1)", "y_t.squeeze()", "y_t.squeeze(-1)", "y_t.view(-1)", "y_t.flatten()", "y_t[:, 0]", "y_t.reshape(-1)", "y_t.ravel()"])

scene("shape-dim-range", "flat_rows_into_a_convolution", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Linear(8 * 12 * 12, 10)

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x.flatten(1))


pixels = torch.rand(300, 784)  # read from mnist_train.csv
digits = torch.randint(0, 10, (300,))
for x, y in DataLoader(TensorDataset(pixels, digits), batch_size=50):
    print(nn.functional.cross_entropy(ConvNet()(x), y))
""", path="/home/kofi/mnist/from_csv.py", at="x = self.features(x)", accept=["shape-channels"], entities={"shapes": [[50, 784]]},
      fix_any=["x.view(-1, 1, 28, 28)", "(-1, 1, 28, 28)", "1, 28, 28", ".view(x.size(0), 1,", "view(-1, 1", "reshape(-1, 1", "unflatten(1, (1,"])

scene("batchnorm-single-value", "one_sample_at_the_prompt", """
import torch
from torch import nn

net = nn.Sequential(
    nn.Linear(10, 32),
    nn.BatchNorm1d(32),
    nn.ReLU(),
    nn.Linear(32, 3),
)
torch.save(net.state_dict(), "iris.pt")


def classify(features):
    model = nn.Sequential(nn.Linear(10, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 3))
    model.load_state_dict(torch.load("iris.pt"))
    with torch.no_grad():
        scores = model(torch.tensor([features]))
    return int(scores.argmax())


print(classify([0.1 * i for i in range(10)]))
""", path="/home/dana/serve/classify.py", at="scores = model(torch.tensor([features]))", entities={"shapes": [[1, 32]]}, fix_any=["model.eval()"])

scene("index-out-of-range", "ratings_from_one_to_five", """
import torch
from torch import nn


class RatingNet(nn.Module):
    def __init__(self, n_users, n_items, k=8):
        super().__init__()
        self.u = nn.Embedding(n_users, k)
        self.i = nn.Embedding(n_items, k)
        self.out = nn.Linear(2 * k, 5)

    def forward(self, users, items):
        return self.out(torch.cat([self.u(users), self.i(items)], dim=-1))


torch.manual_seed(1)
users, items = torch.randint(0, 50, (400,)), torch.randint(0, 90, (400,))
stars = torch.randint(1, 6, (400,))
net = RatingNet(50, 90)
opt = torch.optim.Adam(net.parameters(), 1e-2)
for epoch in range(5):
    loss = nn.functional.cross_entropy(net(users, items), stars)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print("epoch", epoch, float(loss))
""", path="/app/reco/ratings.py", at="loss = nn.functional.cross_entropy(net(users, items), stars)", form="docker", wears=[prefixed(docker_time)], entities={"index": 5},
      fix_any=["stars - 1", "stars-1", "target - 1", "subtract 1", "Linear(2 * k, 6)", "Linear(16, 6)", "6 classes", "0 to 4", "0..4", "below 5", "less than 5", "[0, 5)", "0 and 4"])
