"""The shape group, all produced on a CPU."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

# ----------------------------------------------------------------------------- shape-matmul

scene("shape-matmul", "lenet_flatten", """
import torch
from torch import nn


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, img):
        img = torch.max_pool2d(torch.relu(self.conv1(img)), 2)
        img = torch.max_pool2d(torch.relu(self.conv2(img)), 2)
        flat = img.flatten(1)
        return self.fc2(torch.relu(self.fc1(flat)))


lenet = LeNet()
logits = lenet(torch.rand(64, 1, 28, 28))
""", path="/home/alice/mnist/train.py", at="return self.fc2(torch.relu(self.fc1(flat)))",
      entities={"shapes": [[64, 256], [400, 120]]}, fix_any=["nn.Linear(256", "256"])

scene("shape-matmul", "hidden_sizes_112", """
import torch
import torch.nn as nn

class Policy(nn.Module):
    def __init__(self, obs_dim, act_dim):
        super(Policy, self).__init__()
        self.body = nn.Linear(obs_dim, 128)
        self.mean = nn.Linear(64, act_dim)

    def forward(self, obs):
        h = torch.tanh(self.body(obs))
        return self.mean(h)

policy = Policy(17, 6)
action = policy(torch.randn(32, 17))
""", path="/home/bert/mujoco/ppo.py", at="return self.mean(h)", torch="1.12", form="docker", wears=[compose("ppo")],
      entities={"shapes": [[32, 128], [64, 6]]}, fix_any=["nn.Linear(128", "128"])

scene("shape-matmul", "old_18", """
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(100, 10)

    def forward(self, batch):
        return self.layer(batch)

net = Net()
net(torch.rand(8, 90))
""", path="/home/carl/old/net.py", at="return self.layer(batch)", torch="1.8", form="stripped", wears=[stripped],
      entities={"shapes": [[8, 90], [100, 10]]}, fix_any=["nn.Linear(90", "90"])

written("shape-matmul", "m1_m2_thblas", """
Traceback (most recent call last):
  File "train.py", line 61, in <module>
    out = net(Variable(data))
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/modules/module.py", line 491, in __call__
    result = self.forward(*input, **kwargs)
  File "/home/xu/cifar/net.py", line 29, in forward
    x = F.relu(self.fc1(x))
  File "/home/xu/anaconda3/lib/python3.6/site-packages/torch/nn/functional.py", line 994, in linear
    output = input.matmul(weight.t())
RuntimeError: size mismatch, m1: [16 x 44944], m2: [400 x 120] at /opt/conda/conda-bld/pytorch_1532579805626/work/aten/src/TH/generic/THTensorMath.cpp:2070
""", where="torch 0.4.1 aten/src/TH/generic/THTensorMath.cpp", at=("/home/xu/cifar/net.py", 29, "forward"), part="held",
        entities={"shapes": [[16, 44944], [400, 120]]}, fix_any=["nn.Linear(44944", "44944"], root="size mismatch, m1")

scene("shape-matmul", "operator_at", """
import numpy as np
import torch

def project(points, basis):
    return points @ basis

cloud = torch.randn(500, 3)
basis = torch.randn(2, 3)
flat = project(cloud, basis)
""", path="/home/dora/pca/project.py", at="return points @ basis", entities={"shapes": [[500, 3], [2, 3]]}, fix_any=["basis.T", "basis.t()", "basis.mT", "basis.transpose"])

scene("shape-matmul", "bmm_batch", """
import torch

def pool(weights, values):
    context = torch.bmm(weights, values)
    return context

weights = torch.rand(4, 10, 10)
values = torch.rand(8, 10, 64)
pool(weights, values)
""", path="/home/egon/att/pool.py", at="context = torch.bmm(weights, values)", form="quoted", wears=[quoted], fix_any=["weights", "values", "batch"])

scene("shape-matmul", "einsum_subscript", """
import torch

q = torch.randn(2, 8, 16, 64)
k = torch.randn(2, 8, 16, 32)
scores = torch.einsum("bhid,bhjd->bhij", q, k)
""", path="/home/fred/perf/einsum.py", at='scores = torch.einsum(', part="held", form="coloured", wears=[coloured], fix_any=["64", "32", "q", "k"])

scene("shape-matmul", "notebook_mlp", None, cells=["import torch\nfrom torch import nn", """
    mlp = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    pixels = torch.rand(32, 1, 28, 28)
    """, "scores = mlp(pixels)"], path="/home/gina/nb/mlp.ipynb", at="scores = mlp(pixels)", run="guest", form="notebook", count=5,
      entities={"shapes": [[896, 28], [784, 256]]}, fix_any=["pixels.flatten(1)", "nn.Flatten()", "pixels.view(", "flatten"])

scene("shape-matmul", "notebook_ipython7", None, cells=["import torch\nfrom torch import nn", """
    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.squeeze = nn.Linear(300, 50)

        def forward(self, words):
            return self.squeeze(words)

    encoder = Encoder()
    """, "code = encoder(torch.rand(4, 200))"], path="/home/gina/nb/old.ipynb", at="return self.squeeze(words)", run="guest", torch="1.12", form="notebook",
      count=12, part="held", colors="NoColor", entities={"shapes": [[4, 200], [300, 50]]}, fix_any=["nn.Linear(200", "200"])

scene("shape-matmul", "pytest_head", """
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        self.score = nn.Linear(width, 1)

    def forward(self, tokens):
        return self.score(tokens.mean(1))


def test_head():
    head = Head()
    assert head(torch.zeros(2, 7, 96)).shape == (2, 1)
""", path="/home/hal/rank/tests/test_head.py", at="return self.score(tokens.mean(1))", run="pytest", form="pytest",
      entities={"shapes": [[2, 96], [128, 1]]}, fix_any=["width=96", "96"])

scene("shape-matmul", "rich_vit", """
import torch
from torch import nn

class PatchEmbed(nn.Module):
    def __init__(self, patch=16, dim=192):
        super().__init__()
        self.patch = patch
        self.proj = nn.Linear(patch * patch * 3, dim)

    def forward(self, img):
        p = self.patch
        b, c, h, w = img.shape
        cells = img.reshape(b, c, h // p, p, w // p, p).permute(0, 2, 4, 1, 3, 5)
        return self.proj(cells.reshape(b, -1, c * p * p))

PatchEmbed()(torch.rand(2, 1, 64, 64))
""", path="/home/ivan/vit/patch.py", at="return self.proj(cells.reshape", form="rich", part="held",
      entities={"shapes": [[32, 256], [768, 192]]}, fix_any=["nn.Linear(", "256", "channels", "in_chans", "c * p * p"])

scene("shape-matmul", "torchrun_rank_prefix", """
import torch
import torch.distributed as dist
from torch import nn

dist.init_process_group("gloo")
ffn = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(128, 64))
out = ffn(torch.randn(4, 64))
""", path="/home/jana/ddp/ffn.py", at="out = ffn(torch.randn(4, 64))", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun",
      entities={"shapes": [[4, 256], [128, 64]]}, others=["dist-child-failed"], fix_any=["nn.Linear(256", "256"])

# -------------------------------------------------------------------------- shape-broadcast

scene("shape-broadcast", "add_positions", """
import torch
from torch import nn

class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(1000, 64)
        self.positions = nn.Parameter(torch.zeros(1, 128, 64))

    def forward(self, ids):
        return self.tokens(ids) + self.positions

embed = Embed()
embed(torch.randint(0, 1000, (2, 100)))
""", path="/home/alice/gpt/embed.py", at="return self.tokens(ids) + self.positions", entities={"sizes": [100, 128]} and {},
      fix_any=["[:, :ids", "self.positions[:", "positions[:, :"])

scene("shape-broadcast", "mse_targets", """
import torch

def weighted_error(pred, truth, weight):
    return ((pred - truth) ** 2 * weight).mean()

weighted_error(torch.rand(10, 3), torch.rand(10, 3), torch.rand(10))
""", path="/home/bodo/reg/err.py", at="return ((pred - truth) ** 2 * weight).mean()", torch="1.12", form="docker", wears=[compose("reg")],
      fix_any=["weight.unsqueeze(1)", "weight[:, None]", "weight.unsqueeze(", "weight.view("])

scene("shape-broadcast", "skip_connection", """
import torch
from torch import nn

class Res(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3)

    def forward(self, fmap):
        return fmap + self.conv(fmap)

Res()(torch.rand(1, 8, 16, 16))
""", path="/home/cora/res/res.py", at="return fmap + self.conv(fmap)", part="held", form="coloured", wears=[coloured], fix_any=["padding", "self.conv"])

scene("shape-broadcast", "mask_expand", """
import torch

def apply_mask(scores, keep):
    return scores.masked_fill(~keep, -1e9)

apply_mask(torch.rand(4, 8, 20, 20), torch.ones(4, 20, dtype=torch.bool))
""", path="/home/dirk/att/mask.py", at="return scores.masked_fill(~keep, -1e9)", form="terminal", wears=[terminal(80)],
      fix_any=["keep[:, None, None, :]", "keep[:, None, None]", "keep.unsqueeze", "keep.view("])

scene("shape-broadcast", "numpy_operands", """
import numpy as np

def normalise(table, mean):
    return (table - mean) / 2

normalise(np.ones((5, 4)), np.ones(5))
""", path="/home/elsa/np/norm.py", at="return (table - mean) / 2", part="held", entities={"shapes": [[5, 4], [5]]}, fix_any=["mean[:, None]", "keepdims=True", "mean[:, np.newaxis]", "reshape"])

scene("shape-broadcast", "expand_old", """
import torch

bias = torch.zeros(6)
grid = bias.expand(4, 5)
""", path="/home/fynn/ex/grid.py", at="grid = bias.expand(4, 5)", torch="1.8", form="quoted", wears=[quoted], fix_any=["expand(4, 6)", "6"])

scene("shape-broadcast", "notebook", None, cells=["import torch", "signal = torch.rand(16, 441)\nwindow = torch.hann_window(440)\nframed = signal * window"],
      path="/home/gina/nb/stft.ipynb", at="framed = signal * window", run="guest", form="notebook", fix_any=["441", "440", "window"])

# -------------------------------------------------------------------------------- shape-cat

scene("shape-cat", "cat_skip_unet", """
import torch
from torch import nn

class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)

    def forward(self, deep, skip):
        wide = self.up(deep)
        return torch.cat([skip, wide], dim=1)

Up()(torch.rand(1, 16, 18, 18), torch.rand(1, 8, 37, 37))
""", path="/home/alice/unet/up.py", at="return torch.cat([skip, wide], dim=1)", fix_any=["interpolate", "F.pad", "pad", "wide"])

scene("shape-cat", "stack_rows", """
import torch

def batch_up(sentences):
    rows = [torch.tensor(s) for s in sentences]
    return torch.stack(rows)

batch_up([[1, 2, 3], [4, 5]])
""", path="/home/bea/nlp/batch.py", at="return torch.stack(rows)", entities={"shapes": [[3], [2]]}, fix_any=["pad_sequence"])

scene("shape-cat", "cat_112", """
import torch

chunks = [torch.rand(2, 10), torch.rand(2, 12)]
merged = torch.cat(chunks, 0)
""", path="/home/cleo/merge/merge.py", at="merged = torch.cat(chunks, 0)", torch="1.12", form="docker", wears=[compose("merge")], fix_any=["dim=1", "10", "12", "pad"])

scene("shape-cat", "cat_18", """
import torch

images = [torch.rand(1, 3, 32, 32), torch.rand(1, 3, 30, 32)]
sheet = torch.cat(images, dim=0)
""", path="/home/cleo/merge/sheet.py", at="sheet = torch.cat(images, dim=0)", torch="1.8", part="held", form="wrapped", wears=[mailed(70, "> ")], fix_any=["interpolate", "resize", "Resize", "pad", "crop"])

scene("shape-cat", "vstack_pytest", """
import torch


def gather_features(parts):
    return torch.vstack(parts)


def test_gather():
    assert gather_features([torch.zeros(3, 8), torch.zeros(2, 9)]).shape[0] == 5
""", path="/home/deb/feat/tests/test_feat.py", at="return torch.vstack(parts)", run="pytest", form="pytest", fix_any=["8", "9", "parts"])

scene("shape-cat", "numpy_concatenate", """
import numpy as np

left = np.zeros((4, 3))
right = np.zeros((5, 3))
table = np.concatenate([left, right], axis=1)
""", path="/home/edda/np/table.py", at="table = np.concatenate(", part="held", fix_any=["axis=0"])

scene("shape-cat", "hstack_notebook", None, cells=["import torch", "a = torch.zeros(2, 3)\nb = torch.zeros(2, 3, 1)\nboth = torch.cat([a, b], dim=1)"],
      path="/home/gina/nb/h.ipynb", at="both = torch.cat([a, b], dim=1)", run="guest", form="notebook", fix_any=["squeeze", "b.squeeze", "unsqueeze"])

# ------------------------------------------------------------------------------- shape-view

scene("shape-view", "view_wrong_count", """
import torch
from torch import nn

class Flat(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.out = nn.Linear(16 * 14 * 14, 5)

    def forward(self, photo):
        fmap = self.conv(photo)
        return self.out(fmap.view(photo.size(0), 16 * 14 * 14))

Flat()(torch.rand(4, 3, 32, 32))
""", path="/home/alice/flat/net.py", at="return self.out(fmap.view(photo.size(0), 16 * 14 * 14))", entities={"shapes": [[4, 3136]]}, fix_any=["flatten(1)", "16 * 30 * 30", "14400", "flatten"])

scene("shape-view", "not_contiguous", """
import torch

def merge_heads(context):
    b, h, t, d = context.shape
    return context.transpose(1, 2).view(b, t, h * d)

merge_heads(torch.rand(2, 4, 5, 8))
""", path="/home/ben/att/merge.py", at="return context.transpose(1, 2).view(b, t, h * d)", fix_any=[".reshape(", "contiguous()"])

scene("shape-view", "not_contiguous_112", """
import torch

frames = torch.rand(2, 3, 8, 8).permute(0, 2, 3, 1)
pixels = frames.view(-1, 3 * 8)
""", path="/home/ben/px/px.py", at="pixels = frames.view(-1, 3 * 8)", torch="1.12", part="held", form="wrapped", wears=[mailed(72, "> ")], fix_any=["reshape(", "contiguous()"])

scene("shape-view", "last_batch_hidden", """
import torch

BATCH = 64
state = None
for rows in torch.rand(100, 12).split(BATCH):
    state = rows.view(BATCH, 3, 4)
""", path="/home/cem/rnn/state.py", at="state = rows.view(BATCH, 3, 4)", entities={"shapes": [[64, 3, 4]]}, form="docker", wears=[prefixed(docker_time)],
      fix_any=["drop_last=True", "rows.size(0)", "rows.shape[0]", "view(-1"])

scene("shape-view", "reshape_numpy", """
import numpy as np

pixels = np.arange(1000)
image = pixels.reshape(28, 28)
""", path="/home/dan/np/img.py", at="image = pixels.reshape(28, 28)", entities={"shapes": [[28, 28]]}, fix_any=["784", "1000", "[:784]"])

scene("shape-view", "infer_two", None, cells=["import torch", "z = torch.rand(7, 10)\nw = z.view(-1, 4)"], path="/home/gina/nb/v.ipynb", at="w = z.view(-1, 4)",
      run="guest", form="notebook", part="held", entities={"shapes": [[-1, 4]]}, fix_any=["70", "5", "-1"])

scene("shape-view", "reshape_18", """
import torch
codes = torch.zeros(30).long()
codes = codes.reshape(4, 8)
""", path="/home/eda/vq/codes.py", at="codes = codes.reshape(4, 8)", torch="1.8", form="quoted", wears=[quoted], entities={"shapes": [[4, 8]]}, fix_any=["30", "32", "-1"])

# --------------------------------------------------------------------------- shape-channels

scene("shape-channels", "grey_into_rgb", """
import torch
from torch import nn

class Stem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 7, stride=2)

    def forward(self, xray):
        return self.conv(xray)

Stem()(torch.rand(8, 1, 224, 224))
""", path="/home/alice/xray/stem.py", at="return self.conv(xray)", entities={"shapes": [[64, 3, 7, 7], [8, 1, 224, 224]]}, fix_any=["nn.Conv2d(1", "repeat(1, 3", "expand(-1, 3", 'convert("RGB")'])

scene("shape-channels", "channels_last", """
import numpy as np
import torch
from torch import nn

def to_batch(picture):
    return torch.from_numpy(picture).float().unsqueeze(0)

net = nn.Conv2d(3, 8, 3)
photo = np.zeros((120, 160, 3), dtype=np.uint8)
features = net(to_batch(photo))
""", path="/home/bob/cam/feat.py", at="features = net(to_batch(photo))", entities={"shapes": [[8, 3, 3, 3], [1, 120, 160, 3]]}, fix_any=["permute(0, 3, 1, 2)", "permute(2, 0, 1)"])

scene("shape-channels", "rgba_112", """
import torch
from torch import nn
encoder = nn.Sequential(nn.Conv2d(3, 12, 3), nn.ReLU())
sprite = torch.rand(1, 4, 64, 64)
code = encoder(sprite)
""", path="/home/cat/sprite/enc.py", at="code = encoder(sprite)", torch="1.12", form="docker", wears=[compose("enc")], entities={"shapes": [[12, 3, 3, 3], [1, 4, 64, 64]]},
      fix_any=['convert("RGB")', "[:, :3]", "nn.Conv2d(4", "sprite[:, :3]"])

scene("shape-channels", "conv1d_audio", """
import torch
from torch import nn

class Wave(nn.Module):
    def __init__(self):
        super().__init__()
        self.front = nn.Conv1d(80, 128, 3)

    def forward(self, mel):
        return self.front(mel)

Wave()(torch.rand(4, 300, 80))
""", path="/home/dee/asr/wave.py", at="return self.front(mel)", part="held", form="rich", entities={"shapes": [[128, 80, 3], [4, 300, 80]]}, fix_any=["mel.transpose(1, 2)", "transpose(1, 2)", "permute(0, 2, 1)"])

scene("shape-channels", "old_18", """
import torch
from torch import nn
torch.manual_seed(0)
disc = nn.Conv2d(6, 32, 4, stride=2, padding=1)
pair = torch.rand(2, 3, 64, 64)
disc(pair)
""", path="/home/ed/pix/disc.py", at="disc(pair)", torch="1.8", part="held", form="stripped", wears=[stripped], entities={"shapes": [[32, 6, 4, 4], [2, 3, 64, 64]]},
      fix_any=["torch.cat", "nn.Conv2d(3"])

scene("shape-channels", "batchnorm_features_notebook", None, cells=["import torch\nfrom torch import nn", "stage = nn.Sequential(nn.Conv2d(8, 16, 1), nn.Conv2d(32, 8, 1))\nstage(torch.rand(1, 8, 5, 5))"],
      path="/home/gina/nb/st.ipynb", at="stage(torch.rand(1, 8, 5, 5))", run="guest", form="notebook", entities={"shapes": [[8, 32, 1, 1], [1, 16, 5, 5]]}, fix_any=["nn.Conv2d(16"])

# ----------------------------------------------------------------------------- shape-target

scene("shape-target", "cross_entropy_batch", """
import torch
from torch import nn

criterion = nn.CrossEntropyLoss()
flat = torch.rand(8, 1, 12, 12).view(-1, 72)
labels = torch.randint(0, 5, (8,))
head = nn.Linear(72, 5)
loss = criterion(head(flat), labels)
""", path="/home/alice/cls/loss.py", at="loss = criterion(head(flat), labels)", fix_any=["flatten(1)", "view(8", "flat", "16", "view(", "reshape("])

scene("shape-target", "bce_target_size", """
import torch
from torch import nn

class Churn(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(20, 1)

    def forward(self, customer):
        return torch.sigmoid(self.lin(customer))

churn = Churn()
left = torch.randint(0, 2, (32,)).float()
prob = churn(torch.rand(32, 20))
loss = nn.functional.binary_cross_entropy(prob, left)
""", path="/home/bill/churn/fit.py", at="loss = nn.functional.binary_cross_entropy(prob, left)", entities={"shapes": [[32], [32, 1]]}, fix_any=["left.unsqueeze(1)", "prob.squeeze(", "unsqueeze(1)", "left.view("])

scene("shape-target", "bce_logits_112", """
import torch
from torch import nn

objective = nn.BCEWithLogitsLoss()

def batch_loss(logits, tags):
    return objective(logits, tags)

batch_loss(torch.randn(16, 4), torch.zeros(16, 5))
""", path="/home/cory/tags/loss.py", at="return objective(logits, tags)", torch="1.12", form="docker", wears=[compose("tags")], entities={"shapes": [[16, 5], [16, 4]]}, fix_any=["nn.Linear", "5", "tags"])

scene("shape-target", "lm_not_flattened", """
import torch
from torch import nn

def lm_loss(logits, tokens):
    return nn.functional.cross_entropy(logits, tokens)

lm_loss(torch.randn(4, 20, 100), torch.randint(0, 100, (4, 20)))
""", path="/home/dag/lm/loss.py", at="return nn.functional.cross_entropy(logits, tokens)", part="held", form="coloured", wears=[coloured],
      fix_any=["logits.view(-1", "logits.reshape(-1", "logits.flatten(0, 1)", "logits.transpose(1, 2)"])

scene("shape-target", "one_hot_18", """
import torch
from torch import nn
pred = torch.randn(6, 3)
truth = torch.zeros(6, 3).long()
err = nn.CrossEntropyLoss()(pred, truth)
""", path="/home/eva/iris/iris.py", at="err = nn.CrossEntropyLoss()(pred, truth)", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["truth.argmax(", "argmax(1)", "argmax(dim=1)"])

scene("shape-target", "mse_warning", """
import torch
from torch import nn

value = nn.Linear(4, 1)
returns = torch.rand(64)
loss = nn.functional.mse_loss(value(torch.rand(64, 4)), returns)
print("loss", round(loss.item(), 1) >= 0)
""", path="/home/flo/rl/value.py", at="loss = nn.functional.mse_loss(value(torch.rand(64, 4)), returns)", function=False, form="warning", root="UserWarning", lines=False,
      entities={"shapes": [[64], [64, 1]]}, fix_any=["squeeze(", "unsqueeze(1)"])

scene("shape-target", "seg_pytest", """
import torch
from torch import nn


def test_segmentation_loss():
    mask = torch.randint(0, 2, (2, 1, 16, 16))
    scores = torch.randn(2, 2, 16, 16)
    loss = nn.functional.cross_entropy(scores, mask)
    assert loss > 0
""", path="/home/gus/seg/tests/test_loss.py", at="loss = nn.functional.cross_entropy(scores, mask)", run="pytest", form="pytest", fix_any=["mask.squeeze(1)", "squeeze(1)"])

# -------------------------------------------------------------------------- shape-dim-range

scene("shape-dim-range", "softmax_dim", """
import torch

def attention(scores):
    return torch.softmax(scores, dim=2)

attention(torch.rand(4, 5))
""", path="/home/alice/dim/att.py", at="return torch.softmax(scores, dim=2)", fix_any=["dim=-1", "dim=1"])

scene("shape-dim-range", "conv_needs_4d", """
import torch
from torch import nn
from torch.utils.data import Dataset

class Digits(Dataset):
    def __init__(self):
        self.images = torch.rand(10, 28, 28)

    def __getitem__(self, i):
        return self.images[i]

net = nn.Conv2d(1, 4, 3)
net(Digits()[0])
""", path="/home/bo/dig/net.py", at="net(Digits()[0])", entities={"shapes": [[28, 28]]}, fix_any=["unsqueeze(0)", "unsqueeze(", "[None]"])

scene("shape-dim-range", "squeeze_112", """
import torch
probs = torch.tensor(0.3)
best = probs.argmax(dim=1)
""", path="/home/cy/best.py", at="best = probs.argmax(dim=1)", torch="1.12", part="held", form="docker", wears=[compose("best")], fix_any=["dim=0", "dim=-1", "unsqueeze"])

scene("shape-dim-range", "rnn_2d_notebook", None, cells=["import torch\nfrom torch import nn", "tcn = nn.Conv1d(4, 8, 3)\nwave = torch.rand(2, 2, 4, 50)\ntcn(wave)"],
      path="/home/gina/nb/tcn.ipynb", at="tcn(wave)", run="guest", form="notebook", entities={"shapes": [[2, 2, 4, 50]]}, fix_any=["wave.flatten(", "reshape(", "squeeze", "view("])

scene("shape-dim-range", "conv_18", """
import torch
from torch import nn
gray = nn.Conv2d(3, 1, 1)
still = torch.rand(3, 40, 40)
gray(still)
""", path="/home/di/gray.py", at="gray(still)", torch="1.8", form="quoted", wears=[quoted], fix_any=["still.unsqueeze(0)", "unsqueeze(0)", "[None]"])

scene("shape-dim-range", "transpose_pytest", """
import torch


def heads_first(states):
    return states.transpose(1, 2)


def test_heads():
    assert heads_first(torch.zeros(3, 4)).shape == (4, 3)
""", path="/home/ely/h/tests/test_h.py", at="return states.transpose(1, 2)", run="pytest", form="pytest", part="held", fix_any=["transpose(0, 1)", "transpose(-2, -1)", "mT", "unsqueeze"])

scene("shape-dim-range", "batchnorm_dims", """
import torch
from torch import nn

class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(16)

    def forward(self, rows):
        return self.bn(rows)

Norm()(torch.rand(8, 16))
""", path="/home/fox/bn/norm.py", at="return self.bn(rows)", form="rich", fix_any=["BatchNorm1d", "nn.BatchNorm1d"])

# ------------------------------------------------------------------ batchnorm-single-value

BN = """
import torch
from torch import nn

class Projector(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(32, 64), nn.BatchNorm1d(64), nn.ReLU())

    def forward(self, view):
        return self.mlp(view)

projector = Projector()
for part in torch.rand(33, 32).split(16):
    projector(part)
"""
scene("batchnorm-single-value", "last_batch_of_one", BN, path="/home/alice/simclr/proj.py", at="return self.mlp(view)", entities={"shapes": [[1, 64]]}, fix_any=["drop_last=True"])
scene("batchnorm-single-value", "last_batch_of_one_112", BN.replace("view", "crop").replace("projector", "head"), path="/home/bo/byol/head.py", at="return self.mlp(crop)", torch="1.12",
      entities={"shapes": [[1, 64]]}, fix_any=["drop_last=True"], form="docker", wears=[compose("byol")])
scene("batchnorm-single-value", "predict_one_image", """
import torch
from torch import nn

classifier = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8, 2))

def predict(image):
    return classifier(image.unsqueeze(0)).argmax().item()

predict(torch.rand(3, 32, 32))
""", path="/home/cid/serve/predict.py", at="return classifier(image.unsqueeze(0)).argmax().item()", entities={"shapes": [[1, 8, 1, 1]]}, fix_any=["classifier.eval()", ".eval()"])
scene("batchnorm-single-value", "pooling_aspp_notebook", None, cells=["import torch\nfrom torch import nn", "aspp = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4))\naspp(torch.rand(1, 4, 9, 9))"],
      path="/home/gina/nb/aspp.ipynb", at="aspp(torch.rand(1, 4, 9, 9))", run="guest", form="notebook", part="held", entities={"shapes": [[1, 4, 1, 1]]}, fix_any=["drop_last=True", "eval()", "batch"])
scene("batchnorm-single-value", "sample_18", """
import torch
from torch import nn
critic = nn.Sequential(nn.Linear(5, 10), nn.BatchNorm1d(10))
q = critic(torch.rand(1, 5))
""", path="/home/don/ddpg/critic.py", at="q = critic(torch.rand(1, 5))", torch="1.8", part="held", form="wrapped", wears=[mailed(60, "> ")], entities={"shapes": [[1, 10]]}, fix_any=["critic.eval()", "eval()", "drop_last=True"])
scene("batchnorm-single-value", "pytest_smoke", """
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6))


def test_smoke():
    assert build()(torch.zeros(1, 3)).shape == (1, 6)
""", path="/home/eli/sm/tests/test_smoke.py", at="assert build()(torch.zeros(1, 3)).shape == (1, 6)", run="pytest", form="pytest", entities={"shapes": [[1, 6]]}, fix_any=["eval()", "drop_last=True", "batch"])

# ----------------------------------------------------------------------- index-out-of-range

scene("index-out-of-range", "embedding_vocab", """
import torch
from torch import nn

class Sentiment(nn.Module):
    def __init__(self, vocab_size=5000):
        super().__init__()
        self.embed = nn.EmbeddingBag(vocab_size, 16)
        self.words = nn.Embedding(vocab_size, 16)

    def forward(self, review):
        return self.words(review).mean(1)

Sentiment()(torch.tensor([[12, 4999, 5000]]))
""", path="/home/alice/imdb/sent.py", at="return self.words(review).mean(1)", fix_any=["num_embeddings", "vocab_size", "review.max()"])

scene("index-out-of-range", "tokenizer_larger_than_model", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

gpt = GPT2LMHeadModel(GPT2Config(vocab_size=500, n_layer=1, n_embd=32, n_head=2))
prompt = torch.tensor([[1, 20, 500]])
labels = gpt(input_ids=prompt, labels=prompt).loss
""", path="/home/bo/add/tok.py", at="labels = gpt(input_ids=prompt, labels=prompt).loss", fix_any=["resize_token_embeddings"])

scene("index-out-of-range", "positions_too_long", """
import torch
from transformers import BertConfig, BertModel

bert = BertModel(BertConfig(vocab_size=300, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, max_position_embeddings=16))
article = torch.randint(0, 300, (1, 40))
vector = bert(article, position_ids=torch.arange(40)[None]).pooler_output
""", path="/home/cas/long/doc.py", at="vector = bert(article, position_ids=", part="held", fix_any=["max_length=16", "truncation=True", "max_position_embeddings", "max_length", "16"])

scene("index-out-of-range", "target_out_of_bounds", """
import torch
from torch import nn

model = nn.Linear(4, 3)
species = torch.tensor([0, 1, 3])
loss = nn.CrossEntropyLoss()(model(torch.rand(3, 4)), species)
""", path="/home/dee/iris/iris.py", at="loss = nn.CrossEntropyLoss()(model(torch.rand(3, 4)), species)", entities={}, fix_any=["nn.Linear(4, 4)", "species - 1", "species.max()", "num_classes", "species"])

scene("index-out-of-range", "target_112", """
import torch
import torch.nn.functional as F

def step(logits, labels):
    return F.nll_loss(logits.log_softmax(1), labels)

step(torch.rand(2, 10), torch.tensor([10, 2]))
""", path="/home/eli/mnist/step.py", at="return F.nll_loss(logits.log_softmax(1), labels)", torch="1.12", form="docker", wears=[compose("mnist")], fix_any=["labels - 1", "labels.max()", "11", "num_classes", "labels"])

scene("index-out-of-range", "index_dimension_notebook", None, cells=["import torch", "memory = torch.zeros(100, 8)\nlatest = memory[100]"], path="/home/gina/nb/m.ipynb",
      at="latest = memory[100]", run="guest", form="notebook", fix_any=["memory[99]", "memory[-1]", "len(memory)", "99"])

scene("index-out-of-range", "gather_pytest", """
import torch


def pick(logits, actions):
    return logits.gather(1, actions[:, None])


def test_pick():
    assert pick(torch.zeros(2, 3), torch.tensor([0, 3])).shape == (2, 1)
""", path="/home/fay/rl/tests/test_pick.py", at="return logits.gather(1, actions[:, None])", run="pytest", form="pytest", part="held", fix_any=["actions.max()", "actions", "3"])

scene("index-out-of-range", "embedding_18", """
import torch
from torch import nn
chars = nn.Embedding(26, 4)
text = torch.tensor([ord(c) for c in "abc"])
chars(text)
""", path="/home/gil/char/char.py", at="chars(text)", torch="1.8", part="held", form="stripped", wears=[stripped], fix_any=["nn.Embedding(", "num_embeddings", "text - ", "text.max()"])

scene("index-out-of-range", "negative_padding", """
import torch
from torch import nn

class Rec(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(50, 8)

    def forward(self, basket):
        return self.items(basket).sum(1)

Rec()(torch.tensor([[3, 4, -1]]))
""", path="/home/hub/rec/rec.py", at="return self.items(basket).sum(1)", form="journal", wears=[journal("rec2", "python", 61)], fix_any=["padding_idx", "clamp", "basket.min()", "basket"])
