"""Families that came with the second edition of the book: cases made after the rules, by the same hand."""

from stage import scene
from wear import compose, mailed, quoted, stripped

# -------------------------------------------------------------------------- device-string

scene("device-string", "gpu_0", """
import torch
from torch import nn

net = nn.Linear(4, 2)
net = net.to("gpu:0")
""", path="/home/lea/hello/run.py", at='net = net.to("gpu:0")', fix_any=['"cuda"', "cuda"])
scene("device-string", "none_from_arguments", """
import argparse
import torch

args = argparse.Namespace(device="None")

def place(x, device):
    return x.to(device)

place(torch.ones(2), args.device)
""", path="/srv/app/place.py", at="return x.to(device)", form="docker", wears=[compose("app")], fix_any=["cuda", "cpu"])
scene("device-string", "two_gpus_notebook", None, cells=["import torch", "device = torch.device('cuda:0,1')"], path="/home/gina/nb/d.ipynb", at="device = torch.device('cuda:0,1')", run="guest", form="notebook", fix_any=["cuda:0"])

# ---------------------------------------------------------------------------- tensor-data

scene("tensor-data", "object_array", """
import numpy as np
import torch

rows = np.array([[1, "a"], [2, "b"]], dtype=object)
table = torch.from_numpy(rows)
""", path="/home/tom/tab/load.py", at="table = torch.from_numpy(rows)", fix_any=["astype", "float32"])
scene("tensor-data", "ragged_112", """
import torch

def batch(rows):
    return torch.tensor(rows)

batch([[1, 2, 3], [4, 5]])
""", path="/home/uma/rag/batch.py", at="return torch.tensor(rows)", torch="1.12", form="quoted", wears=[quoted], fix_any=["pad_sequence"])
scene("tensor-data", "flipped_image", """
import numpy as np
import torch

image = np.zeros((8, 8, 3), dtype=np.float32)
mirrored = image[:, ::-1]
x = torch.from_numpy(mirrored)
""", path="/home/vic/aug/flip.py", at="x = torch.from_numpy(mirrored)", fix_any=[".copy()", "ascontiguousarray"])
scene("tensor-data", "class_names_notebook", None, cells=["import torch\nnames = ['cat', 'dog']", "y = torch.tensor(names)"], path="/home/gina/nb/t.ipynb", at="y = torch.tensor(names)", run="guest", form="notebook", fix_any=["labels", "enumerate"])

# ------------------------------------------------------------------------ dataloader-setup

scene("dataloader-setup", "nothing_found", """
import glob
from torch.utils.data import DataLoader

images = sorted(glob.glob("/nowhere/*.jpg"))
loader = DataLoader(images, batch_size=8, shuffle=True)
""", path="/home/wes/birds/train.py", at="loader = DataLoader(images, batch_size=8, shuffle=True)", fix_any=["len(images)", "len("])
scene("dataloader-setup", "sampler_and_shuffle_18", """
import torch
from torch.utils.data import DataLoader, SequentialSampler

rows = torch.arange(10)
loader = DataLoader(rows, shuffle=True, sampler=SequentialSampler(rows))
""", path="/home/xia/ddp/load.py", at="loader = DataLoader(rows, shuffle=True, sampler=SequentialSampler(rows))", torch="1.8", form="docker", wears=[compose("load")], fix_any=["sampler"])
scene("dataloader-setup", "no_length", """
import torch
from torch.utils.data import DataLoader, Dataset

class Lines(Dataset):
    def __getitem__(self, index):
        return torch.tensor(index)

for batch in DataLoader(Lines(), batch_size=2):
    print(batch)
""", path="/home/yan/lines/read.py", at="for batch in DataLoader(Lines(), batch_size=2):", fix_any=["__len__"])
scene("dataloader-setup", "split_too_short", """
import torch
from torch.utils.data import random_split

train, test = random_split(torch.arange(10), [8, 1])
""", path="/home/zoe/split.py", at="train, test = random_split(torch.arange(10), [8, 1])", form="stripped", wears=[stripped], fix_any=["random_split", "len(dataset)"])

# --------------------------------------------------------------------------- lr-scheduler

scene("lr-scheduler", "one_cycle_over", """
import torch
from torch import nn

net = nn.Linear(2, 1)
adam = torch.optim.Adam(net.parameters())
cycle = torch.optim.lr_scheduler.OneCycleLR(adam, max_lr=0.1, total_steps=3)
for step in range(10):
    adam.step()
    cycle.step()
""", path="/home/abe/cyc/train.py", at="cycle.step()", fix_any=["total_steps"])
scene("lr-scheduler", "plateau_without_metric", """
import torch
from torch import nn

net = nn.Linear(2, 1)
sgd = torch.optim.SGD(net.parameters(), lr=0.1)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(sgd)
sgd.step()
plateau.step()
""", path="/home/bea/pl/train.py", at="plateau.step()", form="docker", wears=[compose("pl")], fix_any=["validation_loss", "val"])
scene("lr-scheduler", "resumed_without_initial_112", """
import torch
from torch import nn

sgd = torch.optim.SGD(nn.Linear(2, 1).parameters(), lr=0.1)
steps = torch.optim.lr_scheduler.StepLR(sgd, 10, last_epoch=4)
""", path="/home/cal/res.py", at="steps = torch.optim.lr_scheduler.StepLR(sgd, 10, last_epoch=4)", torch="1.12", fix_any=["initial_lr"])

# --------------------------------------------------------------------------- wrong-object

scene("wrong-object", "data_parallel_method", """
import torch
from torch import nn

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)

    def tag(self, x):
        return self.head(x)

tagger = nn.DataParallel(Tagger())
tagger.tag(torch.rand(1, 4))
""", path="/home/dot/tag/run.py", at="tagger.tag(torch.rand(1, 4))", fix_any=[".module", '"module"'])
scene("wrong-object", "state_dict_eval", """
import torch
from torch import nn

torch.save(nn.Linear(2, 2).state_dict(), "/tmp/w.pt")
net = torch.load("/tmp/w.pt")
net.eval()
""", path="/home/eli/api/serve.py", at="net.eval()", form="docker", wears=[compose("api")], fix_any=["load_state_dict"])
scene("wrong-object", "batch_is_a_list_notebook", None, cells=["import torch\nbatch = [torch.rand(2, 3), torch.tensor([0, 1])]", "batch = batch.to('cpu')"], path="/home/gina/nb/b.ipynb", at="batch = batch.to('cpu')", run="guest", form="notebook", fix_any=["images, labels", "for item in"])
scene("wrong-object", "grad_is_none_18", """
import torch

w = torch.rand(3, requires_grad=True)
w.grad.zero_()
""", path="/home/fin/sgd.py", at="w.grad.zero_()", torch="1.8", fix_any=["grad is not None"])
scene("wrong-object", "array_unsqueeze", """
import numpy as np

def prepare(image):
    return image.unsqueeze(0)

import torch
prepare(np.zeros((3, 8, 8)))
""", path="/home/gus/prep.py", at="return image.unsqueeze(0)", form="wrapped", wears=[mailed(70, "> ")], fix_any=["torch.from_numpy"])

# ----------------------------------------------------------------------------- loss-input

scene("loss-input", "no_sigmoid", """
import torch
import torch.nn.functional as F

scores, labels = torch.tensor([2.5, -1.0]), torch.tensor([1.0, 0.0])
loss = F.binary_cross_entropy(scores, labels)
""", path="/home/hal/spam/train.py", at="loss = F.binary_cross_entropy(scores, labels)", fix_any=["with_logits", "BCEWithLogitsLoss", "sigmoid"])
scene("loss-input", "mask_255", """
import torch
from torch import nn

criterion = nn.BCELoss()
mask = torch.tensor([0.0, 255.0])
loss = criterion(torch.tensor([0.2, 0.9]), mask)
""", path="/home/ivy/seg/fit.py", at="loss = criterion(torch.tensor([0.2, 0.9]), mask)", form="docker", wears=[compose("seg")], fix_any=["> 0", "/ 255", "BCEWithLogitsLoss"])

# ----------------------------------------------------------------------- inference-tensor

scene("inference-tensor", "features_for_a_head", """
import torch
from torch import nn

encoder, head = nn.Linear(4, 4), nn.Linear(4, 2)
with torch.inference_mode():
    features = encoder(torch.rand(2, 4))
scores = head(features)
""", path="/home/jan/probe/train.py", at="scores = head(features)", fix_any=["no_grad", "clone()"])
scene("inference-tensor", "buffer_in_place_notebook", None, cells=["import torch\nwith torch.inference_mode():\n    cache = torch.zeros(2, 2)", "cache[0] = torch.ones(2, requires_grad=True)"], path="/home/gina/nb/i.ipynb", at="cache[0] = torch.ones(2, requires_grad=True)", run="guest", form="notebook", fix_any=["no_grad", "clone()"])

# --------------------------------------------------------------------------- empty-tensor

scene("empty-tensor", "nothing_collected", """
import torch

def evaluate(batches):
    chunks = [batch * 2 for batch in batches]
    return torch.cat(chunks)

evaluate([])
""", path="/home/kit/eval/run.py", at="return torch.cat(chunks)", fix_any=["chunks", "if "])
scene("empty-tensor", "max_of_nothing_112", """
import torch

scores = torch.rand(5)
best = scores[scores > 2].max()
""", path="/home/lou/best.py", at="best = scores[scores > 2].max()", torch="1.12", form="docker", wears=[compose("best")], fix_any=["numel()"])
scene("empty-tensor", "topk_too_many", """
import torch

logits = torch.rand(1, 30)
top = logits.topk(50)
""", path="/home/mia/beam.py", at="top = logits.topk(50)", form="stripped", wears=[stripped], fix_any=["min("])

# ------------------------------------------------------------------------------ rnn-input

scene("rnn-input", "features_of_another_width", """
import torch
from torch import nn

class Listen(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(40, 16, batch_first=True)

    def forward(self, frames):
        return self.gru(frames)[0]

Listen()(torch.rand(2, 9, 80))
""", path="/home/ned/asr/net.py", at="return self.gru(frames)[0]", fix_any=["80"])
scene("rnn-input", "state_of_another_batch_112", """
import torch
from torch import nn

lstm = nn.LSTM(3, 4)
state = (torch.zeros(1, 8, 4), torch.zeros(1, 8, 4))
out, state = lstm(torch.rand(5, 6, 3), state)
""", path="/home/ola/lm/train.py", at="out, state = lstm(torch.rand(5, 6, 3), state)", torch="1.12", form="docker", wears=[compose("lm")], fix_any=["batch", "x.size(0)"])
scene("rnn-input", "unsorted_lengths_18", """
import torch
from torch.nn.utils.rnn import pack_padded_sequence

packed = pack_padded_sequence(torch.rand(2, 5, 3), torch.tensor([2, 5]), batch_first=True)
""", path="/home/pam/pack.py", at="packed = pack_padded_sequence(torch.rand(2, 5, 3)", torch="1.8", fix_any=["enforce_sorted=False"])

# ------------------------------------------------------------------------- attention-mask

scene("attention-mask", "mask_too_long", """
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend = nn.MultiheadAttention(8, 2, batch_first=True)
        self.mask = nn.Transformer.generate_square_subsequent_mask(16)

    def forward(self, x):
        return self.attend(x, x, x, attn_mask=self.mask)[0]

Block()(torch.rand(1, 10, 8))
""", path="/home/quin/gpt/block.py", at="return self.attend(x, x, x, attn_mask=self.mask)[0]", entities={"shapes": [[16, 16], [10, 10]]}, fix_any=["x.size(1)", "(10, 10)"])
scene("attention-mask", "width_112", """
import torch
from torch import nn

attend = nn.MultiheadAttention(8, 2)
y, _ = attend(torch.rand(5, 1, 6), torch.rand(5, 1, 6), torch.rand(5, 1, 6))
""", path="/home/ray/att.py", at="y, _ = attend(", torch="1.12", form="docker", wears=[compose("att")], fix_any=["embed_dim", "6"])

# ------------------------------------------------------------------------ relative-import

scene("relative-import", "script_in_package", """
from .model import Net

Net()
""", path="/home/sam/proj/lm/train.py", at="from .model import Net", files={"model.py": "class Net: pass", "__init__.py": ""}, fix_any=["python -m"])

# ------------------------------------------------------------------------ call-arguments

scene("call-arguments", "forward_of_one", """
import torch
from torch import nn

class Net(nn.Module):
    def forward(self, x):
        return x

net = Net()
net(torch.ones(1), torch.ones(1))
""", path="/home/tess/net.py", at="net(torch.ones(1), torch.ones(1))", fix_any=["def forward(self"])
scene("call-arguments", "loss_without_target_18", """
import torch
from torch import nn

criterion = nn.CrossEntropyLoss()
loss = criterion(torch.rand(2, 3))
""", path="/home/udo/fit.py", at="loss = criterion(torch.rand(2, 3))", torch="1.8", form="docker", wears=[compose("fit")], fix_any=["target"])

# ------------------------------------------------------------------------- unpack-values

scene("unpack-values", "no_batch", """
import torch
from torch import nn

class Patch(nn.Module):
    def forward(self, image):
        n, c, h, w = image.shape
        return h

Patch()(torch.rand(3, 8, 8))
""", path="/home/vera/patch.py", at="n, c, h, w = image.shape", fix_any=["unsqueeze(0)"])
scene("unpack-values", "lstm_pair_notebook", None, cells=["import torch\nfrom torch import nn\nlstm = nn.LSTM(3, 4)", "out, hidden, cell = lstm(torch.rand(2, 1, 3))"], path="/home/gina/nb/u.ipynb", at="out, hidden, cell = lstm(torch.rand(2, 1, 3))", run="guest", form="notebook", fix_any=["*rest", "out, ("])

# ------------------------------------------------------------------------ singular-matrix

scene("singular-matrix", "cholesky", """
import torch

K = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
L = torch.linalg.cholesky(K)
""", path="/home/will/gp.py", at="L = torch.linalg.cholesky(K)", fix_any=["1e-6"])
scene("singular-matrix", "inverse_112", """
import torch

def solve(X, y):
    return torch.linalg.inv(X.T @ X) @ X.T @ y

solve(torch.ones(4, 2), torch.rand(4))
""", path="/home/xena/ols.py", at="return torch.linalg.inv(X.T @ X) @ X.T @ y", torch="1.12", form="docker", wears=[compose("ols")], fix_any=["lstsq", "pinv"])

# ------------------------------------------------------------------------ custom-function

scene("custom-function", "one_gradient_too_few", """
import torch

class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        return x * factor

    @staticmethod
    def backward(ctx, grad):
        return grad

y = Scale.apply(torch.rand(3, requires_grad=True), 2.0).sum()
y.backward()
""", path="/home/yuri/fn.py", at="y.backward()", fix_any=["Return 2", "None"])
scene("custom-function", "shape_of_gradient_18", """
import torch

class Mean(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.mean()

    @staticmethod
    def backward(ctx, grad):
        return torch.ones(5)

Mean.apply(torch.rand(3, requires_grad=True)).backward()
""", path="/home/zed/mean.py", at="Mean.apply(torch.rand(3, requires_grad=True)).backward()", torch="1.8", form="docker", wears=[compose("mean")], fix_any=["shape", "sum_to_size"])

# ---------------------------------------------------------------------------- torchscript

scene("torchscript", "object_as_output", """
import dataclasses
import torch
from torch import nn

@dataclasses.dataclass
class Out:
    logits: torch.Tensor

class Net(nn.Module):
    def forward(self, x):
        return Out(x)

traced = torch.jit.trace(Net(), torch.ones(1))
""", path="/home/ada/mob/trace.py", at="traced = torch.jit.trace(Net(), torch.ones(1))", fix_any=["tuple", "torchscript=True", "strict=False"])

# --------------------------------------------------------------------------- file-missing

scene("file-missing", "checkpoint_folder", """
import torch

def save(state):
    torch.save(state, "runs/last.pt")

save({"step": 1})
""", path="/home/ben/lm/train.py", at='torch.save(state, "runs/last.pt")', fix_any=["mkdir"])
scene("file-missing", "weights", """
import torch

state = torch.load("weights/best.pt")
""", path="/home/cleo/api/serve.py", at='state = torch.load("weights/best.pt")', form="docker", wears=[compose("api")], fix_any=["Path(__file__)", "resolve()"])
