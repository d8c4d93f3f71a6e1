"""A third drawing: types of numbers, gradients, training loops and checkpoints."""

import drawn
from hf_tiny import folder
from wear import coloured, compose, last, mailed, quoted, stripped

BERT = {"models/bert": folder("bert")}


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("index-dtype", "labels_as_floats_of_a_csv", """
import io

import numpy as np
import torch
from torch import nn

CSV = "0.1,0.4,1\\n0.3,0.2,0\\n0.9,0.8,2\\n0.5,0.6,1\\n"
table = np.loadtxt(io.StringIO(CSV), delimiter=",", dtype=np.float32)
inputs = torch.from_numpy(table[:, :-1])
labels = torch.from_numpy(table[:, -1])

net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)


def step(x, y):
    optimizer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


for epoch in range(3):
    print(epoch, step(inputs, labels))
""", path="/home/bea/first_net/train.py", at="loss = criterion(net(x), y)", accept=["dtype-mismatch", "loss-input"],
      fix_any=["y.long()", "labels.long()", "y.to(torch.long)", "y.to(torch.int64)"])

scene("index-dtype", "mask_of_ones_and_zeros", """
import torch


def hardest(embeddings, labels, margin=0.2):
    dist = torch.cdist(embeddings, embeddings)
    same = (labels[:, None] == labels[None, :]).float()
    pos = dist[same]
    neg = dist[1 - same]
    return torch.relu(pos.max() - neg.min() + margin)


torch.manual_seed(0)
emb = torch.nn.functional.normalize(torch.randn(12, 32), dim=-1).requires_grad_()
lab = torch.arange(4).repeat_interleave(3)
loss = hardest(emb, lab)
loss.backward()
print(loss)
""", path="/home/jiho/metric/triplet.py", at="pos = dist[same]", form="stripped", wears=[stripped], fix_any=["same.bool()", "dist[same.bool()]", "without .float()", "drop .float()", "same = labels[:, None] == labels[None, :]", "same = (labels[:, None] == labels[None, :])"])

scene("dtype-mismatch", "class_weights_of_numpy", """
import numpy as np
import torch
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

labels = np.array([0] * 80 + [1] * 15 + [2] * 5)
weights = compute_class_weight("balanced", classes=np.unique(labels), y=labels)
class_weights = torch.tensor(weights)

model = nn.Linear(20, 3)
criterion = nn.CrossEntropyLoss(weight=class_weights)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

X = torch.randn(100, 20)
y = torch.from_numpy(labels)
for epoch in range(10):
    optimizer.zero_grad()
    logits = model(X)
    loss = criterion(logits, y)
    loss.backward()
    optimizer.step()
print("done", loss.item())
""", path="/home/ines/imbalance/run.py", at="loss = criterion(logits, y)", form="mailed", wears=[mailed(80)],
      fix_any=["dtype=torch.float32", "class_weights.float()", "dtype=torch.float)", "weight"])

scene("dtype-operation", "histogram_of_probabilities", """
import torch
from torch import nn

CLASSES = 6


def class_mass(model, batches):
    mass = torch.zeros(CLASSES, dtype=torch.long)
    seen = 0
    with torch.inference_mode():
        for x in batches:
            p = model(x).softmax(dim=-1)
            mass += p.sum(dim=0)
            seen += len(x)
    return mass / seen


batches = [torch.randn(16, 30) for _ in range(5)]
print(class_mass(nn.Linear(30, CLASSES), batches))
""", path="/srv/drift/mass.py", at="mass += p.sum(dim=0)", entities={"dtypes": ["float32", "int64"]},
      fix_any=["torch.zeros(CLASSES)", "dtype=torch.float32", "mass = mass + p.sum(dim=0)", "mass.float()", "dtype=torch.float"])

scene("cpu-half", "neighbours_of_half_vectors", """
import torch


class Index:
    def __init__(self, vectors):
        self.vectors = vectors

    def nearest(self, query, k=3):
        distances = torch.cdist(query, self.vectors)
        return distances.topk(k, largest=False).indices


vectors = torch.randn(20, 64).half()
torch.save(vectors, "vectors.pt")
index = Index(torch.load("vectors.pt"))
print(index.nearest(vectors[:2]))
""", path="/home/noor/search/index.py", at="distances = torch.cdist(query, self.vectors)", form="coloured", wears=[coloured], entities={"dtype": "float16"},
      fix_any=["query.float()", "self.vectors.float()", ".float()"])

scene("tensor-scalar", "episode_of_tensors", """
import torch
from torch import nn
from torch.distributions import Categorical

policy = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)


def play(steps=10):
    log_probs, rewards = [], []
    for t in range(steps):
        dist = Categorical(logits=policy(torch.randn(2, 4)))
        action = dist.sample()
        log_probs.append(dist.log_prob(action))
        rewards.append(1.0)
    return log_probs, rewards


log_probs, rewards = play()
returns = torch.tensor(rewards).flip(0).cumsum(0).flip(0)
loss = -(torch.tensor(log_probs) * returns).sum()
optimizer.zero_grad()
loss.backward()
optimizer.step()
""", path="/home/sana/rl/reinforce.py", at="loss = -(torch.tensor(log_probs) * returns).sum()", accept=["tensor-data"], fix_any=["torch.stack(log_probs) * returns", "torch.stack(log_probs, dim=0) * returns", "torch.cat(log_probs)"])

scene("tensor-to-numpy", "embeddings_into_a_projection", """
import matplotlib
import torch
from sklearn.decomposition import PCA
from torch import nn

matplotlib.use("Agg")
import matplotlib.pyplot as plt

encoder = nn.Sequential(nn.Linear(50, 32), nn.ReLU(), nn.Linear(32, 16))
x = torch.randn(200, 50)
y = torch.randint(0, 3, (200,))

encoder.eval()
z = encoder(x)
points = PCA(n_components=2).fit_transform(z.numpy())
plt.scatter(points[:, 0], points[:, 1], c=y.numpy())
plt.savefig("embedding.png")
""", path="/home/lucia/plots/pca.py", at="points = PCA(n_components=2).fit_transform(z.numpy())", fix_any=["z.detach().numpy()", "z.detach().cpu().numpy()"])

scene("tensor-to-numpy", "matrix_of_confusion", """
import torch
from sklearn.metrics import confusion_matrix
from torch import nn

device = "cuda"
model = nn.Linear(8, 3).to(device).eval()
all_preds, all_labels = [], []
with torch.no_grad():
    for _ in range(4):
        x, y = torch.randn(16, 8, device=device), torch.randint(0, 3, (16,), device=device)
        all_preds.append(model(x).argmax(1))
        all_labels.append(y)
preds = torch.cat(all_preds)
labels = torch.cat(all_labels)
print(confusion_matrix(labels, preds))
""", path="/home/arun/eval/matrix.py", at="print(confusion_matrix(labels, preds))", gpu=True, run="guest",
      breaks=("numpy", 1, "TypeError", "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."), where="torch 2.13 torch/csrc/utils/tensor_numpy.cpp",
      entities={"device": "cuda:0"}, fix=["labels.cpu()"])

scene("numpy-bfloat16", "pooled_sentences_to_a_file", """
import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer


@torch.no_grad()
def embed(sentences, path="models/bert"):
    tokenizer = AutoTokenizer.from_pretrained(path)
    model = AutoModel.from_pretrained(path, dtype=torch.bfloat16).eval()
    batch = tokenizer(sentences, padding=True, return_tensors="pt")
    hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    pooled = (hidden * mask).sum(1) / mask.sum(1)
    return pooled.cpu().numpy()


vectors = embed(["the cat sat", "a model learns from data"])
np.save("vectors.npy", vectors)
""", path="/home/lin/rag/embed.py", at="return pooled.cpu().numpy()", folders=BERT, form="plain", fix_any=["pooled.float()", "pooled.cpu().float().numpy()", ".float()"])

scene("tensor-truth", "loss_class_called_at_once", """
import torch
import torch.nn as nn
import torch.optim as optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(13, 32)
        self.l2 = nn.Linear(32, 3)

    def forward(self, x):
        return self.l2(torch.relu(self.l1(x)))


net = Net()
optimizer = optim.Adam(net.parameters(), lr=0.001)
inputs, targets = torch.randn(64, 13), torch.randint(0, 3, (64,))
for epoch in range(10):
    optimizer.zero_grad()
    outputs = net(inputs)
    loss = nn.CrossEntropyLoss(outputs, targets)
    loss.backward()
    optimizer.step()
""", path="/home/oleh/wine/main.py", at="loss = nn.CrossEntropyLoss(outputs, targets)", form="quoted", wears=[quoted], fix_any=["nn.CrossEntropyLoss()(outputs, targets)", "F.cross_entropy(outputs, targets)", "nn.functional.cross_entropy(outputs, targets)"])

scene("autograd-inplace", "discriminator_stepped_too_early", """
import torch
from torch import nn

G = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 2))
D = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
opt_g = torch.optim.Adam(G.parameters(), lr=2e-4)
opt_d = torch.optim.Adam(D.parameters(), lr=2e-4)
bce = nn.BCEWithLogitsLoss()

for it in range(100):
    real = torch.randn(64, 2) + 3
    fake = G(torch.randn(64, 16))
    ones, zeros = torch.ones(64, 1), torch.zeros(64, 1)

    fake_scores = D(fake)
    d_loss = bce(D(real), ones) + bce(fake_scores, zeros)
    g_loss = bce(fake_scores, ones)

    opt_d.zero_grad()
    d_loss.backward(retain_graph=True)
    opt_d.step()

    opt_g.zero_grad()
    g_loss.backward()
    opt_g.step()
""", path="/home/pavel/gan/toy.py", at="g_loss.backward()", entities={"shapes": [[32, 1]]},
      fix_any=["after opt_d.step()", "before opt_d.step()", "D(fake) again", "opt_d.step() after", "after both", "again after", "before the step", "after the step", "before opt", "after opt", "recompute", "compute it again", "anew", "forward pass again", "a fresh forward"])

scene("autograd-no-grad", "one_pass_for_both_phases", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Runner:
    def __init__(self, model):
        self.model = model
        self.opt = torch.optim.Adam(model.parameters())
        self.loss_fn = nn.MSELoss()

    @torch.no_grad()
    def compute(self, batch):
        x, y = batch
        return self.loss_fn(self.model(x), y)

    def fit(self, train, valid, epochs=3):
        for epoch in range(epochs):
            for batch in train:
                loss = self.compute(batch)
                self.opt.zero_grad()
                loss.backward()
                self.opt.step()
            val = sum(self.compute(b).item() for b in valid) / len(valid)
            print(f"{epoch=} {val=:.3f}")


ds = TensorDataset(torch.randn(40, 6), torch.randn(40, 1))
Runner(nn.Linear(6, 1)).fit(DataLoader(ds, 8), DataLoader(ds, 8))
""", path="/srv/runner/fit.py", at="loss.backward()", form="docker", wears=[compose("fit")], fix_any=["no_grad"])

scene("autograd-twice", "graph_features_before_the_loop", """
import torch
from torch import nn

adj = (torch.rand(30, 30) > 0.8).float()
x = torch.randn(30, 10)
labels = torch.randint(0, 3, (30,))

encoder = nn.Linear(10, 16)
classifier = nn.Linear(16, 3)
params = list(encoder.parameters()) + list(classifier.parameters())
optimizer = torch.optim.Adam(params, lr=0.01)

h = torch.tanh(adj @ encoder(x))
for epoch in range(20):
    logits = classifier(h)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
""", path="/home/wei/gcn/train.py", form="cut", wears=[last(9)], lines=False,
      fix_any=["inside the loop", "into the loop", "in the loop", "every iteration", "each iteration", "each step", "every step", "anew"])

scene("autograd-scalar", "saliency_of_all_classes", """
import torch
from torch import nn


def saliency(model, image):
    image = image.clone().requires_grad_(True)
    scores = model(image.unsqueeze(0))
    scores.backward()
    return image.grad.abs().amax(dim=0)


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))
print(saliency(model, torch.rand(3, 32, 32)).shape)
""", path="/Users/mei/xai/saliency.py", at="scores.backward()", fix_any=["scores.sum().backward()", "scores.max().backward()", "scores[0, ", "scores.mean().backward()", "scores.backward(torch.ones_like(scores))", "gradient="])

scene("nan-loss", "entropy_of_certain_rows", """
import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)


def entropy(p):
    return -(p * torch.log(p)).sum(dim=-1)


class Router(nn.Module):
    def __init__(self, dim=8, experts=4):
        super().__init__()
        self.gate = nn.Linear(dim, experts)

    def forward(self, x):
        return torch.relu(self.gate(x))


torch.manual_seed(0)
router = Router()
x = torch.randn(32, 8)
p = router(x)
p = p / (p.sum(-1, keepdim=True) + 1e-9)
loss = entropy(p).mean()
loss.backward()
""", path="/home/sora/moe/router.py", at="return -(p * torch.log(p)).sum(dim=-1)", lines=False, fix_any=["torch.log(p + ", "p.clamp", "torch.clamp(p", "torch.xlogy(p, p)", "torch.log(p.clamp", "eps", "1e-", "torch.special.entr"])

scene("sampling-nan", "temperature_of_zero", """
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--temperature", type=float, default=0.0)
parser.add_argument("--length", type=int, default=20)
args = parser.parse_args()

torch.manual_seed(0)
model = nn.Sequential(nn.Embedding(65, 32), nn.Linear(32, 65))
ids = torch.zeros(1, 1, dtype=torch.long)
model.eval()
with torch.no_grad():
    for _ in range(args.length):
        logits = model(ids)[:, -1]
        probs = torch.softmax(logits / args.temperature, dim=-1)
        next_id = torch.multinomial(probs, num_samples=1)
        ids = torch.cat([ids, next_id], dim=1)
print(ids.tolist())
""", path="/home/omar/chargpt/sample.py", at="next_id = torch.multinomial(probs, num_samples=1)", fix_any=["args.temperature", "temperature"])
