"""Tensors: devices, dtypes, shapes, indices, gradients, checkpoints. Open cases, made before the fixes they ask for."""

from stage import gib, mib, scene, written
from wear import compose, coloured, fenced, framed, mailed, prefixed, quoted, stripped, terminal, windows

SITE = "/opt/conda/lib/python3.11/site-packages"


def trace(user, *library, error):
    """A traceback: (file, line, function, code) of the user's frames, then the library's."""
    out = ["Traceback (most recent call last):"]
    for file, line, function, code in user:
        out += [f'  File "{file}", line {line}, in {function}', f"    {code}"]
    for file, line, function, code in library:
        out += [f'  File "{SITE}/{file}", line {line}, in {function}', f"    {code}"]
    return "\n".join([*out, error])


def case(slug, name, user, *library, error, where, fix_any, **more):
    frame = user[-1]
    written(slug, name, trace(user, *library, error=error), where=where, at=(frame[0], frame[1], frame[2]), fix_any=fix_any, **more)


# ------------------------------------------------------------------ device-mismatch
COMMON = "torch 2.4 torchgen/dest/register_dispatch_key.py: common device check"
NEWER = "torch 2.8 aten/src/ATen/core/op_registration/adaption.cpp"
TWO = "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, {}!"

case("device-mismatch", "class_weights_of_loss", [("/home/lea/seg/fit.py", 71, "<module>", "main()"), ("/home/lea/seg/fit.py", 58, "main", "loss = crit(out, masks)")],
     ("torch/nn/modules/loss.py", 1188, "forward", "return F.cross_entropy(input, target, weight=self.weight,"),
     ("torch/nn/functional.py", 3053, "cross_entropy", "return torch._C._nn.cross_entropy_loss(input, target, weight, _Reduction.get_enum(reduction), ignore_index, label_smoothing)"),
     error=TWO.format("cuda:0 and cpu") + " (when checking argument for argument weight in method wrapper_CUDA_nll_loss2d_forward)",
     where=COMMON, fix_any=["crit = crit.to(", "crit.to("], entities={"devices": ["cuda:0", "cpu"]})
case("device-mismatch", "positions_buffer_unregistered", [("/home/lea/vit/net.py", 40, "forward", "x = x + self.pos_embed[:, : x.size(1)]")],
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=['self.register_buffer("pos_embed"', "nn.Parameter("])
case("device-mismatch", "layers_in_plain_list", [("/home/lea/mlp/net.py", 21, "forward", "x = self.blocks[i](x)")],
     ("torch/nn/modules/linear.py", 125, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="RuntimeError: Expected all tensors to be on the same device, but got mat1 is on cuda:0, different from other tensors on cpu (when checking argument in method wrapper_CUDA_addmm)",
     where=NEWER, fix_any=["nn.ModuleList"])
case("device-mismatch", "two_gpus_pipeline_by_hand", [("/home/lea/big/net.py", 33, "forward", "return self.decoder(h)")],
     ("torch/nn/modules/linear.py", 116, "forward", "return F.linear(input, self.weight, self.bias)"),
     error=TWO.format("cuda:0 and cuda:1") + " (when checking argument for argument mat1 in method wrapper_CUDA_addmm)",
     where=COMMON, fix_any=["h.to(", "h = h.to("], form="ranked", wears=[prefixed("[rank0]: ")])
case("device-mismatch", "running_total_on_cpu", [("/home/lea/eval.py", 19, "score", "correct += (pred == y).sum()")],
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=["y = y.to(pred.device)", "y.to(pred.device)"])
case("device-mismatch", "hidden_state_of_rnn", [("/home/lea/rnn/train.py", 44, "<module>", "out, h = lstm(x, (h0, c0))")],
     ("torch/nn/modules/rnn.py", 911, "forward", "result = _VF.lstm(input, hx, self._flat_weights, self.bias, self.num_layers,"),
     error="RuntimeError: Input and hidden tensors are not at the same device, found input tensor at cuda:0 and hidden tensor at cpu",
     where="torch 2.4 aten/src/ATen/native/cudnn/RNN.cpp", fix_any=["h0.to(", "h0 = h0.to(x.device)", "device=x.device"])
case("device-mismatch", "device_map_labels", [("/home/lea/sft/loop.py", 52, "<module>", "loss = F.cross_entropy(outputs.logits.view(-1, V), labels.view(-1))")],
     ("torch/nn/functional.py", 3104, "cross_entropy", "return torch._C._nn.cross_entropy_loss("),
     error=TWO.format("cuda:1 and cuda:0") + " (when checking argument for argument target in method wrapper_CUDA_nll_loss_forward)",
     where=COMMON, fix_any=["labels.to(outputs.logits.device)", "labels = labels.to("])
case("device-mismatch", "batch_dict_to_model", [("/home/lea/cls/train.py", 61, "<module>", "outputs = model(**batch)")],
     ("torch/nn/functional.py", 2264, "embedding", "return torch.embedding(weight, input, padding_idx, scale_grad_by_freq, sparse)"),
     error=TWO.format("cuda:0 and cpu") + " (when checking argument for argument index in method wrapper_CUDA__index_select)",
     where=COMMON, fix_any=["in batch.items()"], form="docker", wears=[compose("cls")])
case("device-mismatch", "resumed_adam", [("/home/lea/cls/train.py", 70, "<module>", "optim.step()")],
     ("torch/optim/adam.py", 363, "_single_tensor_adam", "exp_avg.lerp_(grad, 1 - beta1)"),
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=["optim.load_state_dict", "optim.state"])
case("device-mismatch", "torch_where_constant", [("/home/lea/rl/q.py", 27, "targets", "return torch.where(done, torch.tensor([0.0, 1.0]), nxt)")],
     error=TWO.format("cuda:0 and cpu"),
     where=COMMON, fix_any=["torch.tensor([0.0, 1.0], device="])
case("device-mismatch", "normalise_image_constants", [(r"C:\Users\Lea\depth\infer.py", 18, "prep", "img = (img - self.mean) / self.std")],
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=['self.register_buffer("mean"'], form="windows")

# ------------------------------------------------------------------ tensor-to-numpy
case("tensor-to-numpy", "sklearn_metric_on_gpu_tensor", [("/home/max/ev.py", 31, "<module>", "acc = accuracy_score(y_true, y_pred)")],
     ("torch/_tensor.py", 1087, "__array__", "return self.numpy()"),
     error="TypeError: can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
     where="torch 2.4 torch/csrc/utils/tensor_numpy.cpp", fix_any=["y_true.cpu()", "y_pred.cpu()", "y_pred.detach().cpu()", "y_true.detach().cpu()"], entities={"devices": ["cuda:0"]})
scene("tensor-to-numpy", "plotting_the_loss", """
import torch
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

w = torch.randn(5, requires_grad=True)
history = [(w * k).sum() for k in range(3)]
plt.plot(history)
""", path="/home/max/plots/curve.py", at="plt.plot(history)", fix_any=[".item()", ".detach()"])
scene("tensor-to-numpy", "embedding_kept_with_graph", """
import numpy as np
import torch

table = torch.nn.Embedding(10, 4)
vectors = table(torch.arange(3))
np.save("vectors.npy", vectors.numpy())
""", path="/home/max/emb/dump.py", at='np.save("vectors.npy", vectors.numpy())', fix_any=["vectors.detach()"])

# ------------------------------------------------------------------ dtype-mismatch / dtype-operation
scene("dtype-mismatch", "dataframe_float64", """
import numpy as np
import torch
from torch import nn

features = np.random.rand(20, 6)
X = torch.from_numpy(features)
reg = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 1))
yhat = reg(X)
""", path="/home/nia/house/fit.py", at="yhat = reg(X)", fix_any=["X.float()", "X = X.float()", "X.to(torch.float32)"])
scene("dtype-mismatch", "bf16_model_float_image", """
import torch
from torch import nn

net = nn.Conv2d(3, 8, 3).to(torch.bfloat16)
pixels = torch.rand(1, 3, 32, 32)
feats = net(pixels)
""", path="/home/nia/vis/f.py", at="feats = net(pixels)", fix_any=["pixels.to(torch.bfloat16)", "pixels = pixels.to(", "pixels.to("])
scene("dtype-mismatch", "lstm_half_hidden", """
import torch
from torch import nn

cell = nn.LSTM(4, 8, batch_first=True)
h = (torch.zeros(1, 2, 8, dtype=torch.double), torch.zeros(1, 2, 8, dtype=torch.double))
seq = torch.rand(2, 5, 4)
out, h = cell(seq, h)
""", path="/home/nia/seq/l.py", at="out, h = cell(seq, h)", fix_any=["h", "float"])
scene("dtype-mismatch", "mask_as_float_in_bool_index", """
import torch
from torch import nn

attn = nn.MultiheadAttention(8, 2, batch_first=True).double()
q = torch.rand(1, 4, 8)
out, _ = attn(q, q, q)
""", path="/home/nia/att/a.py", at="out, _ = attn(q, q, q)", fix_any=["q.double()", "q = q.to(", "attn.float()", "attn = attn.float()"])
scene("dtype-mismatch", "matmul_int_float", """
import torch

counts = torch.randint(0, 5, (3, 4))
weights = torch.rand(4, 2)
scores = counts @ weights
""", path="/home/nia/ir/rank.py", at="scores = counts @ weights", fix_any=["counts.float()", "counts = counts.to(weights.dtype)", "counts.to(weights.dtype)"])
scene("dtype-mismatch", "index_put_half", """
import torch

buf = torch.zeros(4, 3, dtype=torch.float16)
rows = torch.tensor([0, 2])
buf[rows] = torch.rand(2, 3)
""", path="/home/nia/buf/b.py", at="buf[rows] = torch.rand(2, 3)", fix_any=[".to(buf.dtype)"])
scene("dtype-operation", "mean_of_ids", """
import torch

lengths = torch.tensor([3, 9, 4])
print(lengths.mean())
""", path="/home/nia/st/len.py", at="print(lengths.mean())", fix_any=["lengths.float().mean()"])
scene("dtype-operation", "softmax_of_ints", """
import torch

votes = torch.tensor([[1, 2, 3]])
p = torch.softmax(votes, dim=-1)
""", path="/home/nia/st/v.py", at="p = torch.softmax(votes, dim=-1)", accept=["cpu-half"], fix_any=["votes.float()"])
scene("dtype-operation", "bool_minus", """
import torch

pad = torch.tensor([True, False])
keep = 1 - pad
""", path="/home/nia/st/m.py", at="keep = 1 - pad", fix_any=["~pad"])
scene("dtype-operation", "inplace_int_div", """
import torch

hist = torch.tensor([1, 2, 3])
hist /= hist.sum()
""", path="/home/nia/st/h.py", at="hist /= hist.sum()", fix_any=["hist = hist / hist.sum()"])
scene("dtype-operation", "bitwise_on_float", """
import torch

a = torch.rand(3)
mask = a.float() & torch.ones(3)
""", path="/home/nia/st/b.py", at="mask = a.float() & torch.ones(3)", fix_any=[".bool()", "bool"])
scene("dtype-operation", "grad_on_ints", """
import torch

codes = torch.tensor([1, 2, 3], requires_grad=True)
""", path="/home/nia/st/g.py", at="codes = torch.tensor([1, 2, 3], requires_grad=True)", rule="autograd-no-grad", accept=["dtype-operation"], fix_any=["float"])
scene("index-dtype", "float_labels_for_ce", """
import pandas as pd
import torch
import torch.nn.functional as F

frame = pd.DataFrame({"y": [0.0, 1.0, 2.0]})
labels = torch.tensor(frame["y"].values)
logits = torch.randn(3, 3)
loss = F.cross_entropy(logits, labels)
""", path="/home/nia/ix/ce.py", at="loss = F.cross_entropy(logits, labels)", rule="index-dtype", accept=["shape-target", "dtype-mismatch", "loss-input"], fix_any=["labels.long()"])
scene("index-dtype", "embedding_of_floats", """
import numpy as np
import torch
from torch import nn

emb = nn.Embedding(30, 4)
batch = torch.as_tensor(np.array([[1.0, 2.0]], dtype=np.float32))
vec = emb(batch)
""", path="/home/nia/ix/e.py", at="vec = emb(batch)", fix_any=["batch.long()"])
scene("index-dtype", "one_hot_of_float", """
import torch
import torch.nn.functional as F

cls = torch.tensor([0.0, 2.0])
enc = F.one_hot(cls, 3)
""", path="/home/nia/ix/o.py", at="enc = F.one_hot(cls, 3)", fix_any=["cls.long()"])
scene("index-dtype", "index_by_float_tensor", """
import torch

table = torch.rand(6, 2)
order = torch.tensor([2.0, 0.0])
print(table[order])
""", path="/home/nia/ix/f.py", at="print(table[order])", fix_any=["order.long()"])

# ------------------------------------------------------------------ index-out-of-range
scene("index-out-of-range", "vocabulary_of_own_tokenizer", """
import torch
from torch import nn

words = {w: i for i, w in enumerate("a b c d e f".split())}


class Tagger(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 8)

    def forward(self, ids):
        return self.emb(ids)


net = Tagger(len(words) - 1)
net(torch.tensor([[0, 5]]))
""", path="/home/oli/tag/net.py", at="return self.emb(ids)", fix_any=["num_embeddings", "ids.max()"])
scene("index-out-of-range", "gpt_positions_too_long", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

config = GPT2Config(vocab_size=50, n_positions=16, n_embd=8, n_layer=1, n_head=2)
lm = GPT2LMHeadModel(config)
ids = torch.randint(50, (1, 24))
out = lm(ids)
""", path="/home/oli/gpt/run.py", at="out = lm(ids)", accept=["hf-length"], fix_any=["16", "n_positions", "max_length", "truncation"])
scene("index-out-of-range", "added_tokens_without_resize", """
import torch
from transformers import BertConfig, BertModel

special = ["<ent>", "</ent>"]
enc = BertModel(BertConfig(vocab_size=40, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8))
hidden = enc(input_ids=torch.tensor([[1, 40, 41]])).last_hidden_state
""", path="/home/oli/ner/enc.py", at="hidden = enc(input_ids=torch.tensor([[1, 40, 41]])).last_hidden_state", form="quoted", wears=[quoted], fix_any=["enc.resize_token_embeddings(len(tokenizer))"])
scene("index-out-of-range", "list_past_end", """
import torch

rows = torch.rand(4, 3)
print(rows[4])
""", path="/home/oli/x/last.py", at="print(rows[4])", fix_any=["rows[-1]", "len(rows) - 1", "0 to 3", "rows[3]"])
scene("index-out-of-range", "gather_past_classes", """
import torch

logp = torch.randn(2, 3)
y = torch.tensor([[1], [3]])
nll = -logp.gather(1, y)
""", path="/home/oli/x/nll.py", at="nll = -logp.gather(1, y)", fix_any=["y", "0 to 2", "y.max()"])
scene("index-out-of-range", "target_of_cross_entropy", """
import torch
import torch.nn.functional as F

head = torch.nn.Linear(4, 9)
digits = torch.tensor([0, 9])
loss = F.cross_entropy(head(torch.rand(2, 4)), digits)
""", path="/home/oli/x/digits.py", at="loss = F.cross_entropy(head(torch.rand(2, 4)), digits)", accept=["shape-target", "loss-input"], fix_any=["10"])
scene("index-out-of-range", "dataset_len_wrong", """
import torch
from torch.utils.data import DataLoader, Dataset


class Windows(Dataset):
    def __init__(self, series, width):
        self.series, self.width = series, width

    def __len__(self):
        return len(self.series)

    def __getitem__(self, i):
        return self.series[i], self.series[i + self.width]


for x, y in DataLoader(Windows(list(range(10)), 3), batch_size=4):
    pass
""", path="/home/oli/ts/win.py", at="return self.series[i], self.series[i + self.width]", accept=["missing-entry"], fix_any=["__len__", "- self.width"])

# ------------------------------------------------------------------ shapes
scene("shape-matmul", "flatten_forgotten", """
import torch
from torch import nn

cnn = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Linear(4 * 13 * 13, 10))
digits = torch.rand(8, 1, 28, 28)
scores = cnn(digits)
""", path="/home/pia/mnist/cnn.py", at="scores = cnn(digits)", fix_any=["nn.Flatten()"])
scene("shape-matmul", "wrong_flat_size_in_forward", """
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = torch.flatten(x, 1)
        return self.fc1(x)


Net()(torch.rand(4, 3, 32, 32))
""", path="/home/pia/cifar/net.py", at="return self.fc1(x)", fix_any=["nn.Linear(1176, 120)"], entities={"shapes": [[4, 1176], [400, 120]]})
scene("shape-matmul", "attention_needs_transpose", """
import torch

q = torch.rand(2, 5, 8)
k = torch.rand(2, 5, 8)
att = q @ k
""", path="/home/pia/att/s.py", at="att = q @ k", fix_any=["k.transpose(-2, -1)", "k.mT"])
scene("shape-matmul", "columns_added_to_frame", """
import torch
from torch import nn

model = nn.Linear(12, 1)
features = torch.rand(64, 13)
pred = model(features)
""", path="/home/pia/tab/p.py", at="pred = model(features)", fix_any=["nn.Linear(13, 1)"], entities={"shapes": [[64, 13], [12, 1]]})
scene("shape-matmul", "bert_hidden_to_head", """
import torch
from torch import nn
from transformers import BertConfig, BertModel


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModel(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
        self.out = nn.Linear(768, 3)

    def forward(self, ids):
        return self.out(self.bert(ids).pooler_output)


Classifier()(torch.randint(50, (2, 7)))
""", path="/home/pia/bert/c.py", at="return self.out(self.bert(ids).pooler_output)", fix_any=["nn.Linear(16, 3)", "config.hidden_size"])
scene("shape-broadcast", "residual_of_two_widths", """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, stride=2, padding=1)

    def forward(self, x):
        return x + self.conv(x)


Block(8, 16)(torch.rand(1, 8, 32, 32))
""", path="/home/pia/res/b.py", at="return x + self.conv(x)", fix_any=["nn.Conv2d(", "1x1", "downsample", "shortcut"])
scene("shape-broadcast", "loss_against_column", """
import torch

pred = torch.rand(5, 3)
truth = torch.rand(5)
err = (pred - truth) ** 2
""", path="/home/pia/l/m.py", at="err = (pred - truth) ** 2", fix_any=["truth.unsqueeze(1)", "truth[:, None]", "truth.unsqueeze(-1)"])
scene("shape-broadcast", "normalise_channels_first", """
import torch

img = torch.rand(3, 64, 48)
mean = torch.tensor([0.4, 0.5, 0.6])
out = img - mean
""", path="/home/pia/l/n.py", at="out = img - mean", fix_any=["mean[:, None, None]", "mean.view(3, 1, 1)", "mean.view(-1, 1, 1)"])
scene("shape-broadcast", "numpy_operands", """
import numpy as np

a = np.ones((4, 3))
w = np.ones(4)
print(a * w)
""", path="/home/pia/l/np.py", at="print(a * w)", accept=["tensor-data"], fix_any=["w[:, None]", "w[:, np.newaxis]", "w.reshape(-1, 1)"])
scene("shape-broadcast", "mask_of_other_length", """
import torch

scores = torch.rand(2, 4, 10, 10)
pad = torch.zeros(2, 1, 1, 8, dtype=torch.bool)
scores = scores.masked_fill(pad, -1e9)
""", path="/home/pia/l/mask.py", at="scores = scores.masked_fill(pad, -1e9)", accept=["attention-mask"], fix_any=["pad", "length"])
scene("shape-cat", "skip_connection_odd_size", """
import torch
from torch import nn


class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)

    def forward(self, x, skip):
        x = self.up(x)
        return torch.cat([x, skip], dim=1)


Up()(torch.rand(1, 8, 12, 12), torch.rand(1, 4, 25, 25))
""", path="/home/pia/unet/up.py", at="return torch.cat([x, skip], dim=1)", fix_any=["F.interpolate(x, size=skip.shape[2:]", "F.pad(x", "F.interpolate(x, size=skip.shape[-2:]"])
scene("shape-cat", "rank_differs", """
import torch

cls = torch.rand(4, 16)
tokens = torch.rand(4, 9, 16)
seq = torch.cat((cls, tokens), dim=1)
""", path="/home/pia/vit/cls.py", at="seq = torch.cat((cls, tokens), dim=1)", fix_any=["cls.unsqueeze(1)"])
scene("shape-cat", "stack_unequal_sentences", """
import torch

sentences = [torch.randint(9, (n,)) for n in (4, 6)]
batch = torch.stack(sentences)
""", path="/home/pia/nlp/st.py", at="batch = torch.stack(sentences)", accept=["dataloader-collate"], fix_any=["pad_sequence(sentences"])
scene("shape-cat", "generation_batches_of_unequal_length", """
import torch

outs = [torch.zeros(2, 7), torch.zeros(2, 9)]
everything = torch.cat(outs)
""", path="/home/pia/nlp/gen.py", at="everything = torch.cat(outs)", fix_any=["pad", "dim=1"])
scene("shape-channels", "grey_image_into_rgb_net", """
import torch
from torch import nn

net = nn.Conv2d(3, 16, 3)
xray = torch.rand(4, 1, 64, 64)
feat = net(xray)
""", path="/home/pia/xray/f.py", at="feat = net(xray)", fix_any=["nn.Conv2d(1, 16", "xray.repeat(1, 3, 1, 1)", "xray.expand(-1, 3, -1, -1)"])
scene("shape-channels", "channels_last_numpy", """
import numpy as np
import torch
from torch import nn

photo = torch.from_numpy(np.zeros((1, 224, 224, 3), dtype=np.float32))
first = nn.Conv2d(3, 16, 3)
maps = first(photo)
""", path="/home/pia/img/p.py", at="maps = first(photo)", fix_any=["photo.permute(0, 3, 1, 2)"])
scene("shape-channels", "alpha_channel", """
import torch
from torch import nn

net = nn.Conv2d(3, 8, 3)
png = torch.rand(2, 4, 32, 32)
z = net(png)
""", path="/home/pia/img/a.py", at="z = net(png)", fix_any=['convert("RGB")', "png[:, :3]"])
scene("shape-channels", "batchnorm_features", """
import torch
from torch import nn

bn = nn.BatchNorm1d(20)
z = torch.rand(8, 32)
z = bn(z)
""", path="/home/pia/img/bn.py", at="z = bn(z)", accept=["shape-broadcast"], fix_any=["nn.BatchNorm1d(32)", "BatchNorm1d(32"])
scene("shape-channels", "time_series_conv1d", """
import torch
from torch import nn

conv = nn.Conv1d(in_channels=6, out_channels=12, kernel_size=3)
signal = torch.rand(16, 100, 6)
y = conv(signal)
""", path="/home/pia/ts/c.py", at="y = conv(signal)", fix_any=["signal.transpose(1, 2)", "signal.permute(0, 2, 1)"])
scene("shape-target", "one_hot_for_bce_column", """
import torch
import torch.nn.functional as F

logit = torch.rand(6, 1)
y = torch.ones(6)
loss = F.binary_cross_entropy_with_logits(logit, y)
""", path="/home/pia/t/b.py", at="loss = F.binary_cross_entropy_with_logits(logit, y)", accept=["loss-input"], fix_any=["logit.squeeze(1)", "y.unsqueeze(1)", "logit.squeeze(-1)"])
scene("shape-target", "lm_logits_not_flat", """
import torch
import torch.nn.functional as F

logits = torch.rand(2, 7, 50)
targets = torch.randint(50, (2, 7))
loss = F.cross_entropy(logits, targets)
""", path="/home/pia/t/lm.py", at="loss = F.cross_entropy(logits, targets)", fix_any=["logits.view(-1, logits.size(-1))", "logits.transpose(1, 2)", "logits.flatten(0, 1)", "logits.reshape(-1, "])
scene("shape-target", "batch_sizes_differ", """
import torch
import torch.nn.functional as F

out = torch.rand(31, 4)
y = torch.randint(4, (32,))
loss = F.cross_entropy(out, y)
""", path="/home/pia/t/bs.py", at="loss = F.cross_entropy(out, y)", fix_any=["out", "view"])
scene("shape-target", "mask_with_channel_dim", """
import torch
from torch import nn

crit = nn.CrossEntropyLoss()
pred = torch.rand(2, 5, 16, 16)
mask = torch.zeros(2, 1, 16, 16, dtype=torch.long)
loss = crit(pred, mask)
""", path="/home/pia/t/seg.py", at="loss = crit(pred, mask)", fix_any=["mask.squeeze(1)"])
scene("shape-view", "view_after_transpose", """
import torch

heads = torch.rand(2, 4, 9, 8)
merged = heads.transpose(1, 2).view(2, 9, 32)
""", path="/home/pia/v/m.py", at="merged = heads.transpose(1, 2).view(2, 9, 32)", fix_any=["heads.transpose(1, 2).reshape(2, 9, 32)", ".contiguous()"])
scene("shape-view", "flat_size_of_other_image", """
import torch

x = torch.rand(10, 16, 6, 6)
x = x.view(-1, 16 * 5 * 5)
""", path="/home/pia/v/f.py", at="x = x.view(-1, 16 * 5 * 5)", fix_any=["x.flatten(1)", "x.view(x.size(0), -1)", "torch.flatten(x, 1)"])
scene("shape-view", "last_batch_smaller", """
import torch

batch_size = 32
emb = torch.rand(20, 7, 16)
flat = emb.view(batch_size, -1)
flat = emb.view(batch_size, 7, 16)
""", path="/home/pia/v/l.py", at="flat = emb.view(batch_size, 7, 16)", fix_any=["emb.size(0)", "emb.shape[0]", "drop_last"])
scene("shape-view", "heads_do_not_divide", """
import torch

b, t, d, h = 2, 5, 30, 4
x = torch.rand(b, t, d)
x = x.view(b, t, h, d // h)
""", path="/home/pia/v/h.py", at="x = x.view(b, t, h, d // h)", fix_any=["divi", "multiple"])
scene("shape-dim-range", "softmax_dim_of_vector", """
import torch

logits = torch.rand(5)
p = torch.softmax(logits, dim=1)
""", path="/home/pia/d/s.py", at="p = torch.softmax(logits, dim=1)", fix_any=["dim=-1", "dim=0"])
scene("shape-dim-range", "permute_missing_batch", """
import torch

frame = torch.rand(480, 640, 3)
frame = frame.permute(0, 3, 1, 2)
""", path="/home/pia/d/p.py", at="frame = frame.permute(0, 3, 1, 2)", accept=["shape-kernel"], fix_any=["frame.permute(2, 0, 1)", "frame.unsqueeze(0)"])
scene("shape-kernel", "too_deep_for_image", """
import torch
from torch import nn

tower = nn.Sequential(*[nn.Sequential(nn.Conv2d(3 if i == 0 else 4, 4, 3), nn.MaxPool2d(2)) for i in range(5)])
small = torch.rand(1, 3, 32, 32)
tower(small)
""", path="/home/pia/k/t.py", at="tower(small)", fix_any=["padding", "larger", "resize"])
scene("shape-kernel", "conv_without_batch", """
import torch
from torch import nn

layer = nn.Conv2d(1, 2, 3)
glyph = torch.rand(28, 28)
layer(glyph)
""", path="/home/pia/k/b.py", at="layer(glyph)", accept=["shape-channels", "shape-dim-range"], fix_any=["glyph[None, None]", "glyph.unsqueeze(0)", "glyph.view(1, 1", "glyph.unsqueeze(0).unsqueeze(0)"])
scene("batchnorm-single-value", "last_rows_of_nine", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.rand(9, 4)), batch_size=4)
net = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6))
for (rows,) in loader:
    net(rows)
""", path="/home/pia/bn/t.py", at="    net(rows)", fix_any=["drop_last=True"])
scene("batchnorm-single-value", "prediction_in_train_mode", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6))


def predict(row):
    return net(row.unsqueeze(0))


predict(torch.rand(4))
""", path="/home/pia/bn/p.py", at="return net(row.unsqueeze(0))", fix_any=["net.eval()"])
