"""A fourth drawing: types and values of numbers."""

import drawn
from wear import compose, fenced, mailed


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("dtype-mismatch", "memory_bank_under_autocast", """
import torch
from torch import nn
import torch.nn.functional as F


class MoCoQueue(nn.Module):
    def __init__(self, dim=32, size=256):
        super().__init__()
        self.encoder = nn.Linear(64, dim)
        self.register_buffer("queue", F.normalize(torch.randn(size, dim), dim=1))
        self.ptr = 0

    @torch.no_grad()
    def enqueue(self, keys):
        idx = torch.arange(self.ptr, self.ptr + keys.size(0)) % self.queue.size(0)
        self.queue[idx] = keys
        self.ptr = (self.ptr + keys.size(0)) % self.queue.size(0)

    def forward(self, x):
        z = self.encoder(x)
        logits = z @ self.queue.clone().t()
        self.enqueue(z.detach())
        return logits


model = MoCoQueue()
opt = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(4):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = model(torch.randn(16, 64)).logsumexp(1).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(step, loss.item())
""", path="/home/yusuf/ssl/moco.py", at="self.queue[idx] = keys", accept=["dtype-operation"], entities={"dtypes": ["float32", "bfloat16"]},
      fix_any=["keys.to(self.queue.dtype)", "(keys).to(self.queue.dtype)", "keys.float()", "keys.to(torch.float32)", "keys.type_as(self.queue)"])

scene("dtype-operation", "counts_divided_in_place", """
import torch

CLASSES = 5


def class_weights(labels):
    counts = torch.bincount(labels, minlength=CLASSES)
    counts /= counts.sum()
    weights = 1.0 / (counts + 1e-6)
    return weights / weights.sum()


def main():
    torch.manual_seed(0)
    labels = torch.randint(0, CLASSES, (300,))
    model = torch.nn.Linear(10, CLASSES)
    criterion = torch.nn.CrossEntropyLoss(weight=class_weights(labels))
    print(criterion(model(torch.randn(300, 10)), labels))


main()
""", path="/srv/jobs/imbalanced/run.py", at="counts /= counts.sum()", form="docker", wears=[compose("job")], entities={"dtypes": ["float32", "int64"]},
      fix_any=["counts = counts / counts.sum()", "counts.float()", ".float()"])

scene("dtype-operation", "one_minus_a_mask", """
import torch


def masked_mean(hidden, mask):
    mask = mask.unsqueeze(-1)
    return (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)


def inpaint_loss(pred, target, mask):
    keep = 1 - mask
    return ((pred - target).abs() * keep).mean() + 0.1 * ((pred - target).abs() * mask).mean()


pred = torch.rand(2, 3, 16, 16, requires_grad=True)
target = torch.rand(2, 3, 16, 16)
mask = torch.rand(2, 1, 16, 16) > 0.7
loss = inpaint_loss(pred, target, mask)
loss.backward()
print(loss)
""", path="/home/rosa/inpaint/losses.py", at="keep = 1 - mask", form="quoted", wears=[fenced("Hi all, since I changed my masks to bool I get this, it worked with floats before:", "torch 2.13, python 3.11, ubuntu")],
      fix_any=["keep = ~mask", "~mask", "mask.float()", "1 - mask.float()", "torch.logical_not(mask)"])

scene("cpu-half", "speech_loss_in_fp16_on_a_laptop", """
import torch
from torch import nn


class ASR(nn.Module):
    def __init__(self, n_mels=20, n_tokens=30):
        super().__init__()
        self.rnn = nn.GRU(n_mels, 32, batch_first=True)
        self.out = nn.Linear(32, n_tokens)

    def forward(self, mel):
        h, _ = self.rnn(mel)
        return self.out(h).log_softmax(-1)


device = "cuda" if torch.cuda.is_available() else "cpu"
model = ASR().half().to(device)
ctc = nn.CTCLoss(blank=0, zero_infinity=True)
mel = torch.rand(2, 50, 20).half().to(device)
tokens = torch.randint(1, 30, (2, 8), device=device)
log_probs = model(mel).transpose(0, 1)
loss = ctc(log_probs, tokens, torch.tensor([50, 50]), torch.tensor([8, 8]))
loss.backward()
print(loss.item())
""", path="/Users/noor/asr/overfit.py", at="loss = ctc(log_probs, tokens, torch.tensor([50, 50]), torch.tensor([8, 8]))", entities={"dtype": "float16"},
      fix_any=["log_probs.float()", ".float()", "torch.float32", "bfloat16"])

scene("tensor-to-numpy", "sampled_picture_saved", """
import numpy as np
import torch
from PIL import Image
from torch import nn

LATENT = 16


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(LATENT, 128), nn.ReLU(), nn.Linear(128, 3 * 32 * 32), nn.Tanh())

    def forward(self, z):
        return self.net(z).view(-1, 3, 32, 32)


def save_samples(G, path, n=4):
    z = torch.randn(n, LATENT)
    fake = G(z)
    grid = (fake.permute(0, 2, 3, 1).numpy() + 1) * 127.5
    Image.fromarray(np.concatenate(grid.astype(np.uint8), axis=1)).save(path)


G = Generator()
for epoch in range(3):
    print(f"[Epoch {epoch}/3] [D loss: {0.69:f}] [G loss: {0.7:f}]")
    save_samples(G, f"epoch{epoch}.png")
""", path="/home/khalid/gan/dcgan.py", at="grid = (fake.permute(0, 2, 3, 1).numpy() + 1) * 127.5",
      fix_any=["fake.detach()", "torch.no_grad()", ".detach().numpy()", ".detach().cpu().numpy()"])

scene("tensor-to-numpy", "predictions_left_on_the_card", """
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda")


def evaluate(model, loader):
    model.eval()
    all_preds, all_labels = [], []
    with torch.no_grad():
        for x, y in loader:
            logits = model(x.to(device))
            preds = logits.argmax(dim=1)
            all_preds.append(preds.numpy())
            all_labels.append(y.numpy())
    return (np.concatenate(all_preds) == np.concatenate(all_labels)).mean()


model = nn.Linear(8, 3).to(device)
loader = DataLoader(TensorDataset(torch.randn(40, 8), torch.randint(0, 3, (40,))), batch_size=10)
print("val acc", evaluate(model, loader))
""", path="/home/ubuntu/clf/evaluate.py", at="all_preds.append(preds.numpy())", run="guest", gpu=True, where="torch/csrc/utils/tensor_numpy.cpp",
      breaks=("numpy", 1, "TypeError", "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."), entities={"device": "cuda:0"},
      fix_any=["preds.cpu().numpy()", "preds.detach().cpu().numpy()", "preds.cpu()"])

scene("tensor-data", "names_of_the_classes_as_labels", """
import torch
from torch.utils.data import DataLoader, Dataset

ROWS = [("free money now", "spam"), ("see you at noon", "ham"), ("win a prize", "spam"), ("lunch?", "ham")]


class Mails(Dataset):
    def __init__(self, rows):
        self.texts = [t for t, _ in rows]
        self.labels = torch.tensor([label for _, label in rows])

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.texts[i], self.labels[i]


loader = DataLoader(Mails(ROWS), batch_size=2, shuffle=True)
for texts, labels in loader:
    print(texts, labels)
""", path="/home/bea/spam/data.py", at="self.labels = torch.tensor([label for _, label in rows])", form="wrapped", wears=[mailed(66)],
      fix_any=["LabelEncoder", "enumerate(", "{\"spam\"", "to an integer", "number", "class index", "class_to_idx", "label2id"])

scene("value-overflow", "brightness_past_255", """
import numpy as np
from PIL import Image


def brighten(img, amount):
    arr = np.asarray(img)
    out = arr + np.uint8(amount)
    return Image.fromarray(out)


def augment(img, rng):
    amount = int(rng.integers(-80, 320))
    return brighten(img, amount), amount


rng = np.random.default_rng(2)
img = Image.new("L", (32, 32), 90)
for i in range(20):
    new, amount = augment(img, rng)
    print(f"{i:02d} amount={amount} mean={np.asarray(new).mean():.1f}")
""", path="/home/ivo/ocr/augment.py", at="out = arr + np.uint8(amount)", fix_any=["astype(np.int16)", "np.int16", "np.clip(", "astype(int)", "astype(np.float32)", "astype(np.int32)", "clip("])

scene("tensor-truth", "correct_when_equal_notebook", "", cells=["""
import torch
logits = torch.randn(12, 4)
labels = torch.randint(0, 4, (12,))
""", """
correct = 0
for i in range(0, 12, 4):
    pred = logits[i:i+4].argmax(1)
    if pred == labels[i:i+4]:
        correct += 1
print("accuracy", correct / 12)
"""], path="/kaggle/working/x.ipynb", at="if pred == labels[i:i+4]:", form="notebook", run="guest", count=21,
      fix_any=["correct += (pred == labels[i:i+4]).sum()", ".sum().item()", "(pred == labels[i:i+4]).sum()", "torch.equal("])

scene("singular-matrix", "kernel_of_repeated_points", """
import torch


def rbf(a, b, length=1.0):
    return torch.exp(-torch.cdist(a, b) ** 2 / (2 * length ** 2))


class GP:
    def __init__(self, x, y):
        self.x, self.y = x, y
        K = rbf(x, x)
        self.L = torch.linalg.cholesky(K)
        self.alpha = torch.cholesky_solve(y.unsqueeze(1), self.L)

    def predict(self, xs):
        return rbf(xs, self.x) @ self.alpha


torch.manual_seed(0)
x = torch.linspace(0, 5, 60).unsqueeze(1)
y = torch.sin(x).squeeze() + 0.05 * torch.randn(60)
gp = GP(x, y)
print(gp.predict(torch.tensor([[2.5]])))
""", path="/home/aino/gp/gp.py", at="self.L = torch.linalg.cholesky(K)", fix_any=["torch.eye(", "jitter", "1e-6", "double()", "float64"])
