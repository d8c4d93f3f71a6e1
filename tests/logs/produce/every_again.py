"""The commonest families once more, in other words of the user's. Open cases, made before the fixes they ask for."""

from every_torch import case
from stage import gib, mib, scene, written
from wear import compose, fenced, framed, mailed, prefixed, quoted, stripped, windows

scene("shape-matmul", "head_after_pooling", """
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.LSTM(20, width, batch_first=True, bidirectional=True)
        self.score = nn.Linear(width, 1)

    def forward(self, frames):
        states, _ = self.body(frames)
        return self.score(states.mean(1))


Encoder(32)(torch.rand(4, 11, 20))
""", path="/home/sam/a/enc.py", at="return self.score(states.mean(1))", fix_any=["nn.Linear(64, 1)", "2 * "])
scene("shape-matmul", "weights_transposed", """
import torch

W = torch.rand(10, 4)
batch = torch.rand(32, 10)
hidden = torch.matmul(batch, W.T)
""", path="/home/sam/a/w.py", at="hidden = torch.matmul(batch, W.T)", fix_any=["batch, W)", "W.T.T", "W.shape", "batch @ W", "Transpose"])
scene("shape-matmul", "bmm_of_two_batches", """
import torch

attn = torch.rand(8, 5, 5)
values = torch.rand(4, 5, 16)
ctx = torch.bmm(attn, values)
""", path="/home/sam/a/b.py", at="ctx = torch.bmm(attn, values)", fix_any=["attn.shape, values.shape"])
scene("shape-broadcast", "positional_longer", """
import torch
from torch import nn


class Pos(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(1, 50, 8))

    def forward(self, h):
        return h + self.table


Pos()(torch.rand(2, 37, 8))
""", path="/home/sam/b/p.py", at="return h + self.table", fix_any=["self.table[:, : h.size(1)]"])
scene("shape-broadcast", "score_mask_heads", """
import torch

scores = torch.rand(2, 4, 6, 6)
mask = torch.ones(2, 6)
scores = scores * mask
""", path="/home/sam/b/m.py", at="scores = scores * mask", fix_any=["mask[:, None, None, :]", "mask[:, None, None]"])
scene("shape-broadcast", "per_sample_weight_2d_loss", """
import torch

err = torch.rand(16, 3)
sample_weight = torch.rand(16)
total = (err * sample_weight).mean()
""", path="/home/sam/b/s.py", at="total = (err * sample_weight).mean()", fix_any=["sample_weight.unsqueeze(1)", "sample_weight[:, None]"])
scene("shape-cat", "feature_maps_two_scales", """
import torch

low = torch.rand(1, 8, 16, 16)
high = torch.rand(1, 8, 32, 32)
fused = torch.cat([low, high], 1)
""", path="/home/sam/c/f.py", at="fused = torch.cat([low, high], 1)", fix_any=["F.interpolate(low"])
scene("shape-cat", "embedding_and_numeric", """
import torch

cat_feats = torch.rand(64, 5, 4)
num_feats = torch.rand(64, 7)
x = torch.cat((cat_feats, num_feats), -1)
""", path="/home/sam/c/e.py", at="x = torch.cat((cat_feats, num_feats), -1)", fix_any=["cat_feats.flatten(1)", "num_feats.unsqueeze("])
scene("shape-target", "multilabel_ce", """
import torch
from torch import nn

ce = nn.CrossEntropyLoss()
tags = torch.zeros(4, 6, dtype=torch.long)
loss = ce(torch.rand(4, 6), tags)
""", path="/home/sam/d/m.py", at="loss = ce(torch.rand(4, 6), tags)", accept=["index-dtype", "loss-input", "dtype-mismatch"], fix_any=["tags.argmax", "BCEWithLogitsLoss", "tags.float()"])
scene("shape-target", "segmentation_sizes", """
import torch
import torch.nn.functional as F

out = torch.rand(2, 3, 32, 32)
gt = torch.zeros(2, 64, 64, dtype=torch.long)
loss = F.cross_entropy(out, gt)
""", path="/home/sam/d/s.py", at="loss = F.cross_entropy(out, gt)", fix_any=["F.interpolate(out"])
scene("shape-channels", "transposed_conv", """
import torch
from torch import nn

up = nn.ConvTranspose2d(64, 32, 2, stride=2)
z = torch.rand(1, 128, 8, 8)
y = up(z)
""", path="/home/sam/e/u.py", at="y = up(z)", fix_any=["nn.ConvTranspose2d(128", "128"])
scene("shape-channels", "batch_norm_2d", """
import torch
from torch import nn


class Stem(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 24, 3)
        self.bn = nn.BatchNorm2d(32)

    def forward(self, img):
        return self.bn(self.conv(img))


Stem()(torch.rand(2, 3, 16, 16))
""", path="/home/sam/e/b.py", at="return self.bn(self.conv(img))", fix_any=["BatchNorm2d(24)"])
scene("shape-view", "reshape_into_patches", """
import torch

video = torch.rand(10, 3, 15, 15)
patches = video.reshape(10, 3, 4, 4, 4, 4)
""", path="/home/sam/f/v.py", at="patches = video.reshape(10, 3, 4, 4, 4, 4)", fix_any=["video", "multiply"])
scene("shape-dim-range", "too_many_indices", """
import torch

mask = torch.rand(8, 8)
crop = mask[:, 2:4, 2:4]
""", path="/home/sam/f/i.py", at="crop = mask[:, 2:4, 2:4]", fix_any=["mask"])
scene("shape-dim-range", "linear_bn2d", """
import torch
from torch import nn

bn = nn.BatchNorm2d(16)
feat = torch.rand(4, 16)
feat = bn(feat)
""", path="/home/sam/f/n.py", at="feat = bn(feat)", fix_any=["nn.BatchNorm1d(16)", "BatchNorm1d("])
scene("unpack-values", "grey_image_shape", """
import torch

img = torch.rand(28, 28)
c, h, w = img.shape
""", path="/home/sam/f/s.py", at="c, h, w = img.shape", fix_any=["img.unsqueeze(0)", "img[None]", "h, w = img.shape"])
scene("dtype-operation", "argsort_bool_mean", """
import torch

hits = torch.tensor([True, False, True])
acc = hits.mean()
""", path="/home/sam/g/b.py", at="acc = hits.mean()", fix_any=["hits.float().mean()"])
scene("dtype-operation", "norm_of_ints", """
import torch

counts = torch.tensor([[1, 2], [3, 4]])
length = torch.norm(counts, dim=1)
""", path="/home/sam/g/n.py", at="length = torch.norm(counts, dim=1)", fix_any=["counts.float()", "counts = counts.float()"])
scene("dtype-mismatch", "half_weights_float_head", """
import torch
from torch import nn

body = nn.Linear(4, 8).half()
head = nn.Linear(8, 2)
z = body(torch.rand(2, 4).half())
y = head(z)
""", path="/home/sam/g/h.py", at="y = head(z)", fix_any=["z.float()", "z.to(", "z = z.to("])
scene("dtype-mismatch", "einsum_double", """
import numpy as np
import torch

basis = torch.from_numpy(np.eye(3))
coef = torch.rand(5, 3)
out = torch.einsum("ij,nj->ni", basis, coef)
""", path="/home/sam/g/e.py", at='out = torch.einsum("ij,nj->ni", basis, coef)', fix_any=["basis.float()", "basis = basis.float()", "basis.to("])
scene("tensor-to-numpy", "grad_in_histogram", """
import numpy as np
import torch

w = torch.nn.Parameter(torch.rand(5))
h = np.histogram(w)
""", path="/home/sam/g/g.py", at="h = np.histogram(w)", fix_any=["w.detach()"])
scene("index-out-of-range", "topk_index_back", """
import torch

labels = ["cat", "dog"]
best = torch.rand(5).argmax().item() * 0 + 4
print(labels[best])
""", path="/home/sam/l/train.py", at="print(labels[best])", rule="missing-entry", accept=["index-out-of-range"], fix_any=["len(labels)"])
scene("index-out-of-range", "gather_tokens", """
import torch

tokens = torch.rand(2, 7)
where = torch.tensor([[7], [0]])
picked = torch.gather(tokens, 1, where)
""", path="/home/sam/g/t.py", at="picked = torch.gather(tokens, 1, where)", fix_any=["where"])
scene("call-arguments", "loss_without_target", """
import torch
from torch import nn

criterion = nn.MSELoss()
loss = criterion(torch.rand(3))
""", path="/home/sam/h/l.py", at="loss = criterion(torch.rand(3))", fix_any=["target"])
scene("call-arguments", "dataset_init_given_three", """
from torch.utils.data import Dataset


class Clips(Dataset):
    def __init__(self, root):
        self.root = root


train = Clips("data", "train", 16)
""", path="/home/sam/clips/dataset.py", at='train = Clips("data", "train", 16)', fix_any=["Clips", "__init__"])
scene("call-arguments", "misspelt_loader", """
import torch
from torch.utils.data import DataLoader

dl = DataLoader(torch.arange(4), batchsize=2)
""", path="/home/sam/h/b.py", at="dl = DataLoader(torch.arange(4), batchsize=2)", fix_any=["batch_size=2"])
written("call-arguments", "misspelt_without_frame", """
TypeError: LSTM.__init__() got an unexpected keyword argument 'hidden_dim'
""", where="torch 2.4", form="message", fix_any=["hidden_size"])
written("call-arguments", "misspelt_linear_message", """
Mujhe yeh error aa raha hai, kya karun?
TypeError: Linear.__init__() got an unexpected keyword argument 'input_dim'
""", where="torch 2.4", form="message", fix_any=["in_features"])
scene("wrong-object", "dict_batch_to_device", """
import torch

batch = {"ids": torch.ones(2), "mask": torch.ones(2)}
batch = batch.to("cpu")
""", path="/home/sam/h/t.py", at='batch = batch.to("cpu")', fix_any=["in batch.items()"])
scene("wrong-object", "list_of_tensors_shape", """
import torch

chunks = [torch.ones(2), torch.ones(2)]
print(chunks.shape)
""", path="/home/sam/h/s.py", at="print(chunks.shape)", fix_any=["torch.stack(chunks)", "chunks[0]"])
scene("wrong-object", "numpy_array_to", """
import numpy as np
import torch

img = np.zeros((3, 4), dtype=np.float32)
img = img.to("cpu")
""", path="/home/sam/h/n.py", at='img = img.to("cpu")', fix_any=["torch.from_numpy(img)"])
scene("wrong-object", "tensor_astype", """
import torch

mask = torch.ones(3)
mask = mask.astype("uint8")
""", path="/home/sam/h/a.py", at='mask = mask.astype("uint8")', fix_any=["mask.to(torch.uint8)", "mask.to("])
scene("wrong-object", "ddp_attribute", """
import torch
from torch import nn


class Net(nn.Module):
    def encode(self, x):
        return x


net = nn.DataParallel(Net())
z = net.encode(torch.rand(2))
""", path="/home/sam/h/p.py", at="z = net.encode(torch.rand(2))", fix_any=["net.module.encode(", "net.module"])
scene("wrong-object", "method_not_called", """
import torch

x = torch.rand(3)
y = x.detach.numpy()
""", path="/home/sam/h/m.py", at="y = x.detach.numpy()", fix_any=["x.detach().numpy()"])
scene("module-setup", "forgotten_super_attribute", """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 2)

    def forward(self, x):
        return self.fc2(self.fc1(x))


Net()(torch.rand(1, 2))
""", path="/home/sam/i/a.py", at="return self.fc2(self.fc1(x))", accept=["name-undefined", "wrong-object"], fix_any=["self.fc2", "fc2"])
scene("optimizer-empty", "two_groups_share", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
opt = torch.optim.SGD([{"params": net.parameters()}, {"params": net[1].parameters(), "lr": 1.0}], lr=0.1)
""", path="/home/sam/i/o.py", at='opt = torch.optim.SGD([{"params": net.parameters()}, {"params": net[1].parameters(), "lr": 1.0}], lr=0.1)', fix_any=["id(p)", "more than one", "net[1]", "one group"])
scene("dataloader-collate", "string_and_int_lists", """
import torch
from torch.utils.data import DataLoader

rows = [{"ids": [1, 2, 3]}, {"ids": [4, 5]}]
loader = DataLoader(rows, batch_size=2)
for batch in loader:
    print(batch)
""", path="/home/sam/i/c.py", at="for batch in loader:", lines=False, fix_any=["collate_fn", "padding"])
scene("dataloader-worker", "key_error_in_worker", """
from torch.utils.data import DataLoader, Dataset


class Rows(Dataset):
    def __init__(self):
        self.labels = {"cat": 0}

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return self.labels[["cat", "dog"][i]]


for y in DataLoader(Rows(), num_workers=1):
    pass
""", path="/home/sam/i/w.py", at='return self.labels[["cat", "dog"][i]]', run="process", lines=False, accept=["missing-entry"], fix_any=["self.labels.get(", "self.labels"])
scene("checkpoint-corrupt", "closed_without_writing", """
import torch

open("last.ckpt", "w").close()
state = torch.load("last.ckpt", weights_only=False)
""", path="/home/sam/j/e.py", at='state = torch.load("last.ckpt", weights_only=False)', fix_any=["last.ckpt"])
scene("state-dict-mismatch", "size_of_embedding_partial", """
import torch
from torch import nn

saved = {"weight": torch.zeros(10, 3), "bias": torch.zeros(10)}
fc = nn.Linear(3, 5)
fc.load_state_dict(saved, strict=False)
""", path="/home/sam/j/s.py", at="fc.load_state_dict(saved, strict=False)", fix_any=["saved", "10"])
scene("missing-entry", "environment_variable", """
import os
import torch

token = os.environ["HF_TOKEN"]
""", path="/home/sam/e/train.py", at='token = os.environ["HF_TOKEN"]', lines=False, fix_any=["export HF_TOKEN", 'os.environ.get("HF_TOKEN"'])
scene("name-undefined", "typo", """
import torch

learning_rate = 0.1
opt = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=learing_rate)
""", path="/home/sam/train/n.py", at="opt = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=learing_rate)", fix_any=["lr=learning_rate"])
scene("wrong-type", "range_of_float", """
import torch

batch_size = 4
for step in range(10 / batch_size):
    print(step, torch.ones(1))
""", path="/home/sam/train/r.py", at="for step in range(10 / batch_size):", fix_any=["10 // batch_size"])
scene("wrong-type", "none_plus_loss", """
import torch

best_loss = None
loss = 0.3
if loss < best_loss:
    torch.save({}, "best.pt")
""", path="/home/sam/train/o.py", at="if loss < best_loss:", fix_any=["best_loss = float("])
scene("text-format", "prompts_line_by_line", """
import json
import torch

text = '{"prompt": "a"}\\n{"prompt": "b"}\\n'
dataset = json.loads(text)
""", path="/home/sam/train/j.py", at="dataset = json.loads(text)", lines=False, fix_any=["for line in"])
scene("not-callable", "list_called", """
import torch

layers = [torch.nn.Linear(1, 1)]
out = layers(0)
""", path="/home/sam/c/train.py", at="out = layers(0)", fix_any=["layers[0]"])
scene("empty-loop", "zero_batches_average", """
import torch

train_loader = []
running = 0
epoch_loss = running / len(train_loader)
""", path="/home/sam/train/z.py", at="epoch_loss = running / len(train_loader)", fix_any=["len(train_loader)", "max(1, len(train_loader))"])
written("dist-connect", "barrier_timeout", """
Traceback (most recent call last):
  File "/srv/z/t.py", line 31, in <module>
    dist.monitored_barrier()
RuntimeError: Rank 2 failed to pass monitoredBarrier in 300000 ms
""", where="torch 2.3 torch/csrc/distributed/c10d/ProcessGroupGloo.cpp", accept=["nccl-timeout", "dist-peer-death"], at=("/srv/z/t.py", 31, "<module>"), fix_any=["rank 2", "Rank 2", "timeout"])
written("nccl-timeout", "timeout_error_queue", """
Traceback (most recent call last):
  File "/srv/z/q.py", line 12, in <module>
    for batch in loader:
  File "/opt/conda/lib/python3.11/site-packages/torch/utils/data/dataloader.py", line 1146, in _try_get_data
    raise RuntimeError(f'DataLoader timed out after {self._timeout} seconds')
RuntimeError: DataLoader timed out after 30 seconds
""", where="torch 2.3 torch/utils/data/dataloader.py", rule="dataloader-worker", at=("/srv/z/q.py", 12, "<module>"), fix_any=["timeout=", "num_workers"])
