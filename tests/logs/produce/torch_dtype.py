"""The dtype group: cpu-half, dtype-mismatch, index-dtype, numpy-bfloat16."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

# --------------------------------------------------------------------------------- cpu-half

scene("cpu-half", "layer_norm_112", """
import torch
from torch import nn

class Stage(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(16)

    def forward(self, tokens):
        return self.norm(tokens)

stage = Stage().half()
stage(torch.rand(2, 16).half())
""", path="/home/alice/llm/stage.py", at="return self.norm(tokens)", torch="1.12", entities={"dtypes": ["float16"]}, fix_any=["torch.float32", ".float()", "bfloat16"])
scene("cpu-half", "addmm_112", """
import torch
from torch import nn

def answer(model, features):
    with torch.no_grad():
        return model(features)

qa = nn.Linear(8, 2).half()
answer(qa, torch.rand(1, 8, dtype=torch.float16))
""", path="/home/bo/qa/answer.py", at="return model(features)", torch="1.12", form="docker", wears=[compose("qa")], entities={"dtypes": ["float16"]}, fix_any=["torch.float32", ".float()", "bfloat16"])
scene("cpu-half", "conv_18", """
import torch
from torch import nn
blur = nn.Conv2d(3, 3, 3).half()
blur(torch.rand(1, 3, 8, 8).half())
""", path="/home/cy/blur.py", at="blur(torch.rand(1, 3, 8, 8).half())", torch="1.8", part="held", form="wrapped", wears=[mailed(70, "> ")], entities={"dtypes": ["float16"]}, fix_any=["float()", "torch.float32", "bfloat16"])
scene("cpu-half", "llama_addmm_20", """
import torch
from transformers import LlamaConfig, LlamaForCausalLM

llama = LlamaForCausalLM(LlamaConfig(vocab_size=90, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2)).half()
ids = torch.randint(0, 90, (1, 6))
text = llama.generate(ids, max_new_tokens=4, do_sample=False, pad_token_id=0)
""", path="/home/dee/alpaca/gen.py", at="text = llama.generate(ids", breaks=("linear", 1, "RuntimeError", "\"addmm_impl_cpu_\" not implemented for 'Half'"),
      where="torch 2.0 aten/src/ATen/native/LinearAlgebra.cpp", entities={"dtypes": ["float16"]}, fix_any=["torch.float32", "bfloat16", "llama.float()"])
scene("cpu-half", "softmax_notebook_112", None, cells=["import torch", "scores = torch.rand(3, 4).half()\nprobs = torch.softmax(scores, -1)"], path="/home/gina/nb/s.ipynb",
      at="probs = torch.softmax(scores, -1)", run="guest", torch="1.12", form="notebook", colors="NoColor", part="held", entities={"dtypes": ["float16"]}, fix_any=["scores.float()", "float32", "bfloat16"])
scene("cpu-half", "bfloat16_linalg", """
import torch

cov = torch.eye(4, dtype=torch.bfloat16)
chol = torch.linalg.cholesky(cov)
""", path="/home/ed/gp/chol.py", at="chol = torch.linalg.cholesky(cov)", entities={"dtypes": ["bfloat16"]}, fix_any=["cov.float()", "torch.float32", "float32"])
scene("cpu-half", "upsample_pytest", """
import torch


def spectrum(signal):
    return torch.fft.rfft(signal)


def test_spectrum():
    assert spectrum(torch.zeros(8, dtype=torch.bfloat16)).shape == (5,)
""", path="/home/fay/sig/tests/test_fft.py", at="return torch.fft.rfft(signal)", run="pytest", form="pytest", part="open", entities={"dtypes": ["bfloat16"]}, fix_any=["signal.float()", "float32", ".float()"])

# --------------------------------------------------------------------------- dtype-mismatch

scene("dtype-mismatch", "numpy_doubles", """
import numpy as np
import torch
from torch import nn

class Wine(torch.utils.data.Dataset):
    def __init__(self):
        self.table = np.random.rand(20, 11)

    def __getitem__(self, i):
        return torch.from_numpy(self.table[i])

    def __len__(self):
        return 20

grader = nn.Linear(11, 1)
for sample in torch.utils.data.DataLoader(Wine(), batch_size=4):
    score = grader(sample)
""", path="/home/alice/wine/train.py", at="score = grader(sample)", entities={"dtypes": ["float64", "float32"]}, fix_any=["sample.float()", "dtype=torch.float32", "astype(np.float32)", "sample.to(torch.float32)", ".float()"])
scene("dtype-mismatch", "numpy_doubles_112", """
import numpy as np
import torch
from torch import nn

actor = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
state = torch.tensor(np.zeros(4))
choice = actor(state)
""", path="/home/bo/cartpole/act.py", at="choice = actor(state)", torch="1.12", form="docker", wears=[compose("rl")], entities={"dtypes": ["float64", "float32"]} and {}, fix_any=["state.float()", "float32", ".float()"])
scene("dtype-mismatch", "numpy_doubles_18", """
import numpy as np
import torch
from torch import nn
gan = nn.Linear(3, 3)
noise = torch.from_numpy(np.random.randn(2, 3))
gan(noise)
""", path="/home/cy/g.py", at="gan(noise)", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["noise.float()", "float32", ".float()"])
scene("dtype-mismatch", "half_bias_conv", """
import torch
from torch import nn

def denoise(unet, latents):
    return unet(latents)

unet = nn.Conv2d(4, 4, 3).half()
latents = torch.randn(1, 4, 8, 8)
denoise(unet, latents)
""", path="/home/dee/sd/pipe.py", at="return unet(latents)", entities={"dtypes": ["float32", "float16"]}, fix_any=["latents.half()", "latents.to(", "unet.dtype", "latents.to(unet.dtype)"])
scene("dtype-mismatch", "bf16_lora_matmul", """
import torch
from torch import nn

class Lora(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Linear(16, 16, dtype=torch.bfloat16)
        self.down = nn.Linear(16, 4)

    def forward(self, hidden):
        return self.base(hidden) + self.down(hidden)

Lora()(torch.rand(2, 16, dtype=torch.bfloat16))
""", path="/home/eva/lora/lora.py", at="return self.base(hidden) + self.down(hidden)", entities={"dtypes": ["bfloat16", "float32"]}, fix_any=["hidden.to(self.down", "hidden.to(", "autocast", "dtype=torch.bfloat16", ".to(hidden.dtype)"])
scene("dtype-mismatch", "notebook_bmm", None, cells=["import torch", "attn = torch.rand(2, 3, 3)\nvals = torch.rand(2, 3, 4).double()\nmixed = torch.bmm(attn, vals)"], path="/home/gina/nb/b.ipynb",
      at="mixed = torch.bmm(attn, vals)", run="guest", form="notebook", part="held", fix_any=["vals.float()", "vals.to(attn.dtype)", "vals.to(", ".float()"])
scene("dtype-mismatch", "lstm_double_112", """
import torch
from torch import nn

class Load(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(6, 12, batch_first=True)

    def forward(self, week):
        return self.rnn(week)[0]

Load()(torch.rand(2, 7, 6, dtype=torch.float64))
""", path="/home/fin/load/rnn.py", at="return self.rnn(week)[0]", torch="1.12", part="held", form="stripped", wears=[stripped], fix_any=["week.float()", "float32", ".float()"])
scene("dtype-mismatch", "cuda_half_float", """
import torch
from torch import nn

head = nn.Linear(32, 4).to("cuda")
with torch.no_grad():
    logits = head(torch.rand(1, 32).to("cuda"))
""", path="/home/gab/vit/head.py", at='logits = head(torch.rand(1, 32).to("cuda"))', gpu=True, breaks=("linear", 1, "RuntimeError", "expected scalar type Half but found Float"),
      where="torch 1.13 aten/src/ATen/core/TensorMethods.cpp", entities={"dtypes": ["float16", "float32"]}, form="journal", wears=[journal("v1", "python", 7)], fix_any=["autocast", ".half()", "head.half()", "head.weight.dtype", "dtype"])
scene("dtype-mismatch", "mse_double_target", """
import numpy as np
import torch
from torch import nn

reg = nn.Linear(3, 1)
y = torch.from_numpy(np.random.rand(5, 1))
loss = nn.functional.mse_loss(reg(torch.rand(5, 3)), y)
loss.backward()
""", path="/home/hal/reg/fit.py", at="loss.backward()", torch="1.12", form="terminal", wears=[terminal(90)], entities={"dtypes": ["float64", "float32"]} and {}, fix_any=["y.float()", ".float()", "float32"])
written("dtype-mismatch", "cuda_types", """
Traceback (most recent call last):
  File "demo.py", line 40, in <module>
    pred = net(img.cuda())
  File "/usr/lib/python3/dist-packages/torch/nn/modules/conv.py", line 399, in forward
    return self._conv_forward(input, self.weight, self.bias)
RuntimeError: Input type (torch.cuda.HalfTensor) and weight type (torch.cuda.FloatTensor) should be the same
""", where="torch 1.10 aten/src/ATen/native/Convolution.cpp", at=("demo.py", 40, "<module>"), entities={"dtypes": ["float16", "float32"]}, fix_any=["net.half()", "autocast", ".float()", "img.cuda().to(", "img.to("], root="Input type (torch.cuda.Half")
written("dtype-mismatch", "mat1_dtypes_ranked", """
[rank1]:   File "/opt/train/llava/model.py", line 142, in encode_images
[rank1]:     features = self.projector(features)
[rank1]:   File "/opt/conda/lib/python3.10/site-packages/torch/nn/modules/linear.py", line 114, in forward
[rank1]:     return F.linear(input, self.weight, self.bias)
[rank1]: RuntimeError: mat1 and mat2 must have the same dtype, but got Float and BFloat16
""", where="torch 2.1 aten/src/ATen/native/cuda/Blas.cpp", at=("/opt/train/llava/model.py", 142, "encode_images"), form="cut", part="held", entities={"dtypes": ["float32", "bfloat16"]}, fix_any=["features.to(", "autocast"], root="mat1 and mat2 must")

# ------------------------------------------------------------------------------ index-dtype

scene("index-dtype", "embedding_float", """
import torch
from torch import nn

class Movie(nn.Module):
    def __init__(self):
        super().__init__()
        self.user = nn.Embedding(10, 4)

    def forward(self, users):
        return self.user(users)

Movie()(torch.tensor([1.0, 2.0]))
""", path="/home/alice/mf/movie.py", at="return self.user(users)", fix_any=["users.long()", ".long()", "torch.long", "torch.int64"])
scene("index-dtype", "embedding_float_112", """
import torch
from torch import nn
table = nn.Embedding(5, 2)
ids = torch.zeros(3)
rows = table(ids)
""", path="/home/bo/t.py", at="rows = table(ids)", torch="1.12", form="docker", wears=[compose("t")], fix_any=["ids.long()", ".long()", "torch.long"])
scene("index-dtype", "embedding_int_18", """
import numpy as np
import torch
from torch import nn
vocab = nn.Embedding(5, 2)
batch = torch.from_numpy(np.array([1, 2], dtype=np.int16))
vocab(batch)
""", path="/home/cy/v.py", at="vocab(batch)", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["batch.long()", ".long()", "torch.long"])
scene("index-dtype", "targets_float", """
import torch
from torch import nn

def loss_of(logits, wanted):
    return nn.functional.cross_entropy(logits, wanted)

loss_of(torch.rand(4, 3), torch.tensor([0.0, 1.0, 2.0, 1.0]))
""", path="/home/dee/cls/l.py", at="return nn.functional.cross_entropy(logits, wanted)", fix_any=["wanted.long()", ".long()", "torch.long"])
scene("index-dtype", "targets_int32_112", """
import numpy as np
import torch
from torch import nn

quality = torch.from_numpy(np.array([0, 2, 1], dtype=np.int32))
loss = nn.CrossEntropyLoss()(torch.rand(3, 3), quality)
""", path="/home/eva/wine/q.py", at="loss = nn.CrossEntropyLoss()(torch.rand(3, 3), quality)", torch="1.12", form="wrapped", wears=[mailed(70, "> ")], fix_any=["quality.long()", ".long()", "torch.long"])
scene("index-dtype", "index_select_notebook", None, cells=["import torch", "codes = torch.rand(5, 2)\nwhere = torch.tensor([0.0, 1.0])\ncodes[where]"], path="/home/gina/nb/ix.ipynb", at="codes[where]",
      run="guest", form="notebook", part="held", fix_any=["where.long()", ".long()", "torch.long"])
scene("index-dtype", "gather_int32_pytest", """
import torch


def chosen(q, act):
    return q.gather(1, act)


def test_chosen():
    assert chosen(torch.zeros(2, 3), torch.zeros(2, 1)).sum() == 0
""", path="/home/fay/q/tests/test_q.py", at="return q.gather(1, act)", run="pytest", form="pytest", fix_any=["act.long()", ".long()", "torch.long", "torch.int64"])
written("index-dtype", "expected_long_old", """
  File "/home/wu/yolo/loss.py", line 77, in compute_loss
    loss_cls = F.nll_loss(scores, labels)
  File "/home/wu/anaconda3/lib/python3.7/site-packages/torch/nn/functional.py", line 1838, in nll_loss
    ret = torch._C._nn.nll_loss(input, target, weight, _Reduction.get_enum(reduction), ignore_index)
RuntimeError: expected scalar type Long but found Int
""", where="torch 1.5 aten/src/ATen/templates/TensorMethods.cpp", at=("/home/wu/yolo/loss.py", 77, "compute_loss"), form="cut", part="held", fix_any=["labels.long()", ".long()", "torch.long"], root="expected scalar type Long")

# -------------------------------------------------------------------------- numpy-bfloat16

scene("numpy-bfloat16", "embeddings_to_numpy", """
import torch

def export(vectors):
    return vectors.detach().numpy()

vectors = torch.rand(4, 8, dtype=torch.bfloat16)
export(vectors)
""", path="/home/alice/emb/export.py", at="return vectors.detach().numpy()", entities={"dtypes": ["bfloat16"]}, fix_any=["vectors.detach().float().numpy()", ".float()"])
scene("numpy-bfloat16", "cpu_numpy_112", """
import torch
logits = torch.zeros(3, dtype=torch.bfloat16)
top = logits.cpu().numpy()
""", path="/home/bo/top.py", at="top = logits.cpu().numpy()", torch="1.12", form="docker", wears=[compose("top")], entities={"dtypes": ["bfloat16"]}, fix_any=[".float()", "float32"])
scene("numpy-bfloat16", "np_array_18", """
import numpy as np
import torch
weights = torch.ones(2).bfloat16()
print(np.array(weights))
""", path="/home/cy/w.py", at="print(np.array(weights))", torch="1.8", part="held", form="stripped", wears=[stripped], entities={"dtypes": ["bfloat16"]}, fix_any=["weights.float()", ".float()"])
scene("numpy-bfloat16", "matplotlib_notebook", None, cells=["import torch, numpy as np", "attention = torch.rand(4, 4).to(torch.bfloat16)\nnp.asarray(attention).shape"], path="/home/gina/nb/at.ipynb",
      at="np.asarray(attention).shape", run="guest", form="notebook", part="held", entities={"dtypes": ["bfloat16"]}, fix_any=["attention.float()", ".float()"])
scene("numpy-bfloat16", "pooling_pytest", """
import torch


def pooled(states):
    return states.mean(1).numpy()


def test_pooled():
    assert pooled(torch.zeros(2, 3, 4, dtype=torch.bfloat16)).shape == (2, 4)
""", path="/home/dee/p/tests/test_p.py", at="return states.mean(1).numpy()", run="pytest", form="pytest", entities={"dtypes": ["bfloat16"]}, fix_any=[".float()"])
scene("numpy-bfloat16", "faiss_like_rich", """
import torch

class Index:
    def __init__(self):
        self.rows = []

    def add(self, batch):
        self.rows.append(batch.numpy())

Index().add(torch.rand(2, 2).bfloat16())
""", path="/home/eli/faiss/index.py", at="self.rows.append(batch.numpy())", form="rich", entities={"dtypes": ["bfloat16"]}, fix_any=["batch.float().numpy()", ".float()"])
