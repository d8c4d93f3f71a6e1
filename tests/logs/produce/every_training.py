"""Gradients, checkpoints, loaders, layers, plain Python in training programs. Open cases, made before the fixes they ask for."""

from every_torch import case
from stage import scene, written
from wear import compose, fenced, framed, prefixed, quoted, windows

# ------------------------------------------------------------------ autograd
scene("autograd-inplace", "relu_inplace_after_sigmoid", """
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(4, 4)

    def forward(self, x):
        g = torch.sigmoid(self.lin(x))
        g += 1
        return g * x


out = Gate()(torch.rand(2, 4))
out.sum().backward()
""", path="/home/rob/ag/gate.py", at="out.sum().backward()", fix_any=["set_detect_anomaly"])
scene("autograd-inplace", "leaf_updated_in_place", """
import torch

w = torch.zeros(3, requires_grad=True)
loss = ((w - 1) ** 2).sum()
loss.backward()
w -= 0.1 * w.grad
""", path="/home/rob/ag/sgd.py", at="w -= 0.1 * w.grad", fix_any=["torch.no_grad()"])
scene("autograd-inplace", "weights_set_by_index", """
import torch
from torch import nn

layer = nn.Linear(3, 3)
layer.weight[0, 0] = 1.0
""", path="/home/rob/ag/init.py", at="layer.weight[0, 0] = 1.0", fix_any=["torch.no_grad()"])
scene("autograd-inplace", "two_optimizers_interleaved", """
import torch
from torch import nn

gen, disc = nn.Linear(2, 2), nn.Linear(2, 1)
og, od = torch.optim.SGD(gen.parameters(), 0.1), torch.optim.SGD(disc.parameters(), 0.1)
fake = gen(torch.rand(4, 2))
score = disc(torch.tanh(disc.weight * fake))
d_loss = score.mean()
d_loss.backward(retain_graph=True)
od.step()
g_loss = -score.mean()
g_loss.backward()
""", path="/home/rob/ag/gan.py", at="g_loss.backward()", fix_any=[".detach()", "step"])
scene("autograd-no-grad", "loss_from_argmax", """
import torch
from torch import nn

net = nn.Linear(4, 3)
guess = net(torch.rand(5, 4)).argmax(1).float()
loss = nn.functional.mse_loss(guess, torch.zeros(5))
loss.backward()
""", path="/home/rob/ag/arg.py", at="loss.backward()", fix_any=["argmax", "requires_grad", "no_grad", "detach"])
scene("autograd-no-grad", "frozen_backbone_everything", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 2))
for p in net.parameters():
    p.requires_grad = False
out = net(torch.rand(3, 4))
loss = out.mean()
loss.backward()
""", path="/home/rob/ag/frozen.py", at="loss.backward()", fix_any=["requires_grad"])
scene("autograd-no-grad", "numpy_between", """
import torch

w = torch.rand(3, requires_grad=True)
p = torch.tensor((w * 2).detach().numpy())
err = p.sum()
err.backward()
""", path="/home/rob/ag/np.py", at="err.backward()", fix_any=["detach", "numpy", "requires_grad"])
scene("autograd-scalar", "loss_with_reduction_none", """
import torch
from torch import nn

crit = nn.CrossEntropyLoss(reduction="none")
net = nn.Linear(4, 3)
loss = crit(net(torch.rand(6, 4)), torch.zeros(6, dtype=torch.long))
loss.backward()
""", path="/home/rob/ag/red.py", at="loss.backward()", fix_any=["loss.mean().backward()"])
scene("autograd-scalar", "jacobian_rows", """
import torch

x = torch.rand(3, requires_grad=True)
y = x ** 2
g = torch.autograd.grad(y, x)
""", path="/home/rob/ag/jac.py", at="g = torch.autograd.grad(y, x)", fix_any=["grad_outputs", "y.sum()"])
scene("autograd-twice", "loss_summed_over_steps", """
import torch
from torch import nn

net = nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
total = torch.zeros(())
for step in range(2):
    total = total + net(torch.rand(3, 2)).mean() ** 2
    opt.zero_grad()
    total.backward()
""", path="/home/rob/ag/sum.py", at="total.backward()", fix_any=["total.detach()", "retain_graph", ".item()", "anew"])
scene("autograd-twice", "rnn_hidden_kept", """
import torch
from torch import nn

rnn = nn.RNN(2, 4)
hidden = torch.zeros(1, 1, 4)
for chunk in torch.rand(3, 5, 1, 2):
    out, hidden = rnn(chunk, hidden)
    loss = out.pow(2).sum()
    loss.backward()
""", path="/home/rob/ag/rnn.py", at="loss.backward()", fix_any=["hidden.detach()"])
scene("inference-tensor", "features_cached_for_head", """
import torch
from torch import nn

body, head = nn.Linear(4, 4), nn.Linear(4, 2)
with torch.inference_mode():
    feats = body(torch.rand(3, 4))
loss = head(feats).sum()
loss.backward()
""", path="/home/rob/ag/inf.py", at="loss = head(feats).sum()", fix_any=["torch.no_grad()", "feats.clone()"])
scene("tensor-scalar", "item_of_four_losses", """
import torch

losses = torch.rand(4)
print("loss", losses.item())
""", path="/home/rob/sc/i.py", at='print("loss", losses.item())', fix_any=["losses.mean().item()", "losses.tolist()"])
scene("tensor-scalar", "float_of_row", """
import torch

score = torch.rand(1, 3)
value = float(score)
""", path="/home/rob/sc/f.py", at="value = float(score)", fix_any=["score.mean()", "score[0, 0]", "score.tolist()", "score.sum()"])
scene("tensor-truth", "if_mask", """
import torch

hits = torch.tensor([True, False])
if hits:
    print("some")
""", path="/home/rob/sc/t.py", at="if hits:", fix_any=["hits.any()"])
scene("tensor-truth", "and_of_conditions", """
import torch

x = torch.rand(4)
keep = x[(x > 0.1) and (x < 0.9)]
""", path="/home/rob/sc/a.py", at="keep = x[(x > 0.1) and (x < 0.9)]", fix_any=["(x > 0.1) & (x < 0.9)", "&"])
scene("tensor-truth", "pandas_if", """
import pandas as pd

frame = pd.DataFrame({"age": [3, 4]})
if frame["age"] > 3:
    print("old")
""", path="/home/rob/sc/p.py", at='if frame["age"] > 3:', fix_any=['(frame["age"] > 3).any()', '.any()'])

# ------------------------------------------------------------------ checkpoints
scene("state-dict-mismatch", "data_parallel_prefix", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
ckpt = {f"module.{k}": v for k, v in net.state_dict().items()}
net.load_state_dict(ckpt)
""", path="/home/sue/ck/dp.py", at="net.load_state_dict(ckpt)", fix_any=['k.removeprefix("module.")', 'key.removeprefix("module.")', 'consume_prefix_in_state_dict_if_present(ckpt, "module.")'])
scene("state-dict-mismatch", "blob_with_epoch", """
import torch
from torch import nn

net = nn.Linear(3, 2)
torch.save({"epoch": 3, "model": net.state_dict(), "optim": {}}, "last.pt")
blob = torch.load("last.pt")
net.load_state_dict(blob)
""", path="/home/sue/ck/whole.py", at="net.load_state_dict(blob)", fix_any=['blob["model"]'])
scene("state-dict-mismatch", "other_number_of_classes", """
import torch
from torch import nn

old, new = nn.Linear(8, 10), nn.Linear(8, 4)
weights = old.state_dict()
new.load_state_dict(weights)
""", path="/home/sue/ck/classes.py", at="new.load_state_dict(weights)", fix_any=["weights", "10"])
scene("state-dict-mismatch", "compiled_prefix", """
import torch
from torch import nn

model = nn.Linear(3, 2)
state = {f"_orig_mod.{k}": v for k, v in model.state_dict().items()}
model.load_state_dict(state)
""", path="/home/sue/ck/comp.py", at="model.load_state_dict(state)", fix_any=['removeprefix("_orig_mod.")'])
scene("state-dict-mismatch", "lightning_checkpoint", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 2))
sd = {"state_dict": {f"model.{k}": v for k, v in net.state_dict().items()}}
net.load_state_dict(sd["state_dict"])
""", path="/home/sue/ck/lit.py", at='net.load_state_dict(sd["state_dict"])', fix_any=['removeprefix("model.")'])
scene("state-dict-mismatch", "vocabulary_grew", """
import torch
from torch import nn


class LM(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.emb = nn.Embedding(vocab, 8)
        self.out = nn.Linear(8, vocab)


saved = LM(100).state_dict()
lm = LM(102)
lm.load_state_dict(saved)
""", path="/home/sue/ck/vocab.py", at="lm.load_state_dict(saved)", fix_any=["100"])
scene("optimizer-state-mismatch", "resumed_with_other_groups", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2))
saved = torch.optim.AdamW(net[0].parameters()).state_dict()
optim = torch.optim.AdamW(net.parameters())
optim.load_state_dict(saved)
""", path="/home/sue/ck/opt.py", at="optim.load_state_dict(saved)", fix_any=["same", "optim"])
scene("checkpoint-corrupt", "cut_file", """
import torch

torch.save({"w": torch.rand(1000)}, "best.pth")
data = open("best.pth", "rb").read()
open("best.pth", "wb").write(data[: len(data) // 2])
state = torch.load("best.pth")
""", path="/home/sue/ck/cut.py", at='state = torch.load("best.pth")', fix_any=["best.pth"])
scene("checkpoint-corrupt", "git_lfs_pointer", """
import torch

open("model.bin", "w").write("version https://git-lfs.github.com/spec/v1\\noid sha256:4d7a\\nsize 3\\n")
sd = torch.load("model.bin")
""", path="/home/sue/ck/lfs.py", at='sd = torch.load("model.bin")', accept=["weights-only-load"], fix_any=["git lfs pull"])
scene("weights-only-load", "whole_model_saved", """
import torch
from torch import nn


class Net(nn.Module):
    pass


torch.save(Net(), "net.pt")
net = torch.load("net.pt")
""", path="/home/sue/ck/whole_model.py", at='net = torch.load("net.pt")', fix_any=["state_dict", "safe_globals"])
scene("optimizer-empty", "parameters_of_plain_list", """
import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(3, 3) for _ in range(2)]


net = Stack()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
""", path="/home/sue/op/s.py", at="opt = torch.optim.Adam(net.parameters(), lr=1e-3)", fix_any=["nn.ModuleList"])
scene("optimizer-empty", "filter_left_nothing", """
import torch
from torch import nn

net = nn.Linear(2, 2).requires_grad_(False)
opt = torch.optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1)
""", path="/home/sue/op/f.py", at="opt = torch.optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1)", fix_any=["requires_grad"])
scene("lr-scheduler", "plateau_stepped_bare", """
import torch
from torch import nn

net = nn.Linear(2, 2)
opt = torch.optim.SGD(net.parameters(), 0.1)
sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt)
sched.step()
""", path="/home/sue/op/p.py", at="sched.step()", fix_any=["sched.step(val_loss)"])
scene("lr-scheduler", "one_cycle_too_many_steps", """
import torch
from torch import nn

opt = torch.optim.SGD(nn.Linear(2, 2).parameters(), 0.1)
plan = torch.optim.lr_scheduler.OneCycleLR(opt, 0.5, total_steps=3)
for _ in range(5):
    opt.step()
    plan.step()
""", path="/home/sue/op/o.py", at="plan.step()", fix_any=["total_steps", "epochs * len("])

# ------------------------------------------------------------------ loaders
scene("dataloader-collate", "boxes_of_different_number", """
import torch
from torch.utils.data import DataLoader, Dataset


class Boxes(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.rand(3, 8, 8), torch.rand(i + 1, 4)


for images, boxes in DataLoader(Boxes(), batch_size=2):
    pass
""", path="/home/tim/dl/box.py", at="for images, boxes in DataLoader(Boxes(), batch_size=2):", fix_any=["collate_fn"])
scene("dataloader-collate", "none_in_item", """
import torch
from torch.utils.data import DataLoader


class Rows:
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return {"x": torch.ones(2), "label": None}


loader = DataLoader(Rows(), batch_size=2)
first = next(iter(loader))
""", path="/home/tim/dl/none.py", at="first = next(iter(loader))", lines=False, fix_any=["None", "collate_fn"])
scene("dataloader-collate", "images_of_different_size", """
import torch
from torch.utils.data import DataLoader

photos = [torch.rand(3, 200, 300), torch.rand(3, 220, 300)]
for batch in DataLoader(photos, batch_size=2):
    print(batch.shape)
""", path="/home/tim/dl/size.py", at="for batch in DataLoader(photos, batch_size=2):", fix_any=["Resize"])
scene("dataloader-worker", "file_missing_in_worker", """
from torch.utils.data import DataLoader, Dataset


class Files(Dataset):
    def __len__(self):
        return 2

    def __getitem__(self, i):
        with open(f"data/{i}.txt") as f:
            return len(f.read())


for n in DataLoader(Files(), num_workers=1):
    pass
""", path="/home/tim/dl/files.py", at='with open(f"data/{i}.txt") as f:', run="process", lines=False, accept=["file-missing"], fix_any=["data/0.txt", "Path("])
scene("dataloader-setup", "shuffle_with_sampler", """
import torch
from torch.utils.data import DataLoader, WeightedRandomSampler

data = torch.arange(10)
sampler = WeightedRandomSampler(torch.ones(10), 10)
loader = DataLoader(data, batch_size=2, shuffle=True, sampler=sampler)
""", path="/home/tim/dl/sam.py", at="loader = DataLoader(data, batch_size=2, shuffle=True, sampler=sampler)", fix_any=["DataLoader(data, batch_size=2, sampler=sampler)", "shuffle=False"])
scene("dataloader-setup", "empty_dataset", """
from torch.utils.data import DataLoader

samples = []
loader = DataLoader(samples, batch_size=4, shuffle=True)
""", path="/home/tim/dl/empty.py", at="loader = DataLoader(samples, batch_size=4, shuffle=True)", fix_any=["samples"])
scene("dataloader-setup", "random_split_lengths", """
from torch.utils.data import random_split

rows = list(range(101))
train, val = random_split(rows, [80, 20])
""", path="/home/tim/dl/split.py", at="train, val = random_split(rows, [80, 20])", fix_any=["len(rows) - 80", "[0.8, 0.2]", "len(rows)"])
scene("tensor-data", "ragged_lists", """
import torch

rows = [[1, 2, 3], [4, 5]]
x = torch.tensor(rows)
""", path="/home/tim/td/r.py", at="x = torch.tensor(rows)", fix_any=["pad_sequence"])
scene("tensor-data", "object_column", """
import pandas as pd
import torch

frame = pd.DataFrame({"age": [30, 40], "city": ["Rome", "Oslo"]})
x = torch.tensor(frame.values)
""", path="/home/tim/td/o.py", at="x = torch.tensor(frame.values)", fix_any=["get_dummies", 'select_dtypes', "astype("])
scene("tensor-data", "strings", """
import torch

labels = ["cat", "dog"]
y = torch.tensor(labels)
""", path="/home/tim/td/s.py", at="y = torch.tensor(labels)", fix_any=["{name: i for i, name in enumerate(", "enumerate(sorted(set(labels)))", "class_to_idx", "for"])
scene("tensor-data", "list_of_tensors_to_tensor", """
import torch

feats = [torch.rand(3), torch.rand(3)]
x = torch.tensor(feats)
""", path="/home/tim/td/l.py", at="x = torch.tensor(feats)", accept=["tensor-scalar"], fix_any=["torch.stack(feats)"])
scene("value-overflow", "token_into_int8", """
import torch

ids = torch.tensor([300], dtype=torch.int8)
""", path="/home/tim/td/v.py", at="ids = torch.tensor([300], dtype=torch.int8)", fix_any=["torch.int16", "torch.int64", "torch.long", "torch.int32"])
scene("value-overflow", "numpy_uint8_negative", """
import numpy as np

mask = np.zeros(4, dtype=np.uint8)
mask[0] = -1
""", path="/home/tim/td/u.py", at="mask[0] = -1", fix_any=["int16", "int64", "int8", "255"])
scene("empty-tensor", "max_of_filtered", """
import torch

scores = torch.rand(5)
best = scores[scores > 5].max()
""", path="/home/tim/td/e.py", at="best = scores[scores > 5].max()", fix_any=["numel()", "scores"])
scene("empty-tensor", "cat_of_nothing", """
import torch

outputs = []
for batch in []:
    outputs.append(batch)
everything = torch.cat(outputs)
""", path="/home/tim/td/c.py", at="everything = torch.cat(outputs)", fix_any=["if outputs", "outputs"])

# ------------------------------------------------------------------ layers
scene("rnn-input", "batch_first_hidden", """
import torch
from torch import nn

gru = nn.GRU(8, 16, batch_first=True)
x = torch.rand(4, 10, 8)
h0 = torch.zeros(1, 10, 16)
out, h = gru(x, h0)
""", path="/home/uma/l/g.py", at="out, h = gru(x, h0)", fix_any=["x.size(0)", "torch.zeros(1, 4, 16"])
scene("rnn-input", "wrong_features", """
import torch
from torch import nn

lstm = nn.LSTM(input_size=10, hidden_size=4)
series = torch.rand(7, 3, 12)
y, _ = lstm(series)
""", path="/home/uma/l/l.py", at="y, _ = lstm(series)", fix_any=["nn.LSTM(input_size=12", "nn.LSTM(12"])
scene("rnn-input", "lstm_with_one_state", """
import torch
from torch import nn

lstm = nn.LSTM(4, 6, batch_first=True)
state = torch.zeros(1, 2, 6)
out, _ = lstm(torch.rand(2, 3, 4), state)
""", path="/home/uma/l/s.py", at="out, _ = lstm(torch.rand(2, 3, 4), state)", accept=["index-out-of-range"], fix_any=["(h_0, c_0)", "(state, "])
scene("attention-mask", "key_padding_wrong_shape", """
import torch
from torch import nn

att = nn.MultiheadAttention(8, 2, batch_first=True)
q = torch.rand(3, 5, 8)
pad = torch.zeros(5, 3, dtype=torch.bool)
y, _ = att(q, q, q, key_padding_mask=pad)
""", path="/home/uma/l/m.py", at="y, _ = att(q, q, q, key_padding_mask=pad)", fix_any=["pad.T", "pad.transpose", "(batch", "pad.t()"])
scene("attention-mask", "causal_mask_of_other_length", """
import torch
from torch import nn

layer = nn.TransformerEncoderLayer(8, 2, batch_first=True)
src = torch.rand(2, 6, 8)
mask = nn.Transformer.generate_square_subsequent_mask(8)
y = layer(src, src_mask=mask)
""", path="/home/uma/l/c.py", at="y = layer(src, src_mask=mask)", fix_any=["generate_square_subsequent_mask(src.size(1)", "src.size(1)"])
scene("module-setup", "super_init_forgotten", """
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        self.fc = nn.Linear(width, 2)


net = Net(4)
""", path="/home/uma/m/n.py", at="self.fc = nn.Linear(width, 2)", fix_any=["super().__init__()"])
scene("module-setup", "list_into_sequential", """
from torch import nn

layers = [nn.Linear(2, 2), nn.ReLU()]
net = nn.Sequential(layers)
""", path="/home/uma/m/s.py", at="net = nn.Sequential(layers)", accept=["wrong-object"], fix_any=["nn.Sequential(*layers)"])
scene("module-setup", "tensor_as_parameter", """
import torch
from torch import nn

net = nn.Linear(2, 2)
net.weight = torch.zeros(2, 2)
""", path="/home/uma/m/p.py", at="net.weight = torch.zeros(2, 2)", fix_any=["nn.Parameter(torch.zeros(2, 2))"])
scene("module-setup", "encoder_of_50_and_8", """
from torch import nn

enc = nn.TransformerEncoderLayer(d_model=50, nhead=8)
""", path="/home/uma/m/h.py", at="enc = nn.TransformerEncoderLayer(d_model=50, nhead=8)", accept=["check-failed"], fix_any=["48", "56"])
scene("call-arguments", "missing_forward_argument", """
import torch
from torch import nn


class Siamese(nn.Module):
    def forward(self, left, right):
        return left - right


net = Siamese()
net(torch.rand(2))
""", path="/home/uma/c/s.py", at="net(torch.rand(2))", fix_any=["right"])
scene("call-arguments", "misspelt_keyword", """
import torch
from torch import nn

conv = nn.Conv2d(3, 8, kernel=3)
""", path="/home/uma/c/k.py", at="conv = nn.Conv2d(3, 8, kernel=3)", accept=["module-setup"], fix_any=["kernel_size=3"])
scene("call-arguments", "optimizer_keyword", """
import torch
from torch import nn

opt = torch.optim.Adam(nn.Linear(2, 2).parameters(), learning_rate=1e-3)
""", path="/home/uma/c/o.py", at="opt = torch.optim.Adam(nn.Linear(2, 2).parameters(), learning_rate=1e-3)", accept=["module-setup"], fix_any=["lr=1e-3", "lr=0.001"])
scene("call-arguments", "forgotten_self", """
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(x):
        return x


Head()(torch.rand(1, 2))
""", path="/home/uma/c/f.py", at="Head()(torch.rand(1, 2))", fix_any=["def forward(self, x)"])
scene("wrong-object", "tuple_from_lstm", """
import torch
from torch import nn

net = nn.Sequential(nn.LSTM(4, 6, batch_first=True), nn.Linear(6, 2))
net(torch.rand(2, 3, 4))
""", path="/home/uma/w/l.py", at="net(torch.rand(2, 3, 4))", accept=["invalid-arguments"], fix_any=["[0]", "output, "])
scene("wrong-object", "none_from_forward", """
import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        y = x * 2


pred = Net()(torch.rand(3))
loss = pred.mean()
""", path="/home/uma/w/n.py", at="loss = pred.mean()", fix_any=["return"])
scene("wrong-object", "output_object", """
import torch
from transformers import BertConfig, BertModel

enc = BertModel(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
out = enc(torch.randint(50, (1, 4)))
v = out.mean(dim=1)
""", path="/home/uma/w/o.py", at="v = out.mean(dim=1)", fix_any=["out.last_hidden_state"])
scene("wrong-object", "loss_as_float", """
import torch
from torch import nn

net = nn.Linear(2, 1)
loss = net(torch.rand(4, 2)).mean().item()
loss.backward()
""", path="/home/uma/w/f.py", at="loss.backward()", fix_any=[".item()"])
scene("not-callable", "loss_shadowed", """
import torch
from torch import nn

loss = nn.MSELoss()
for x in torch.rand(3, 4):
    loss = loss(x, torch.zeros(4))
""", path="/home/uma/w/s.py", at="    loss = loss(x, torch.zeros(4))", accept=["wrong-object"], fix_any=["loss_fn", "criterion"])
scene("unpack-values", "loader_gives_three", """
import torch
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.rand(4, 2), torch.rand(4), torch.rand(4))
for x, y in DataLoader(data, batch_size=2):
    pass
""", path="/home/uma/w/u.py", at="for x, y in DataLoader(data, batch_size=2):", fix_any=["for x, y, "])
scene("unpack-values", "train_test_split", """
import torch

batch = torch.rand(5, 3)
inputs, labels = batch
""", path="/home/uma/w/b.py", at="inputs, labels = batch", fix_any=["batch"])

# ------------------------------------------------------------------ plain Python
scene("missing-entry", "config_key", """
import torch

config = {"lr": 1e-3, "batch_size": 8}
epochs = config["epochs"]
""", path="/home/vic/py/k.py", at='epochs = config["epochs"]', fix_any=['config.get("epochs"'])
scene("missing-entry", "column_of_frame", """
import pandas as pd
import torch

df = pd.DataFrame({"text ": ["a"], "label": [1]})
y = torch.tensor(df["text"])
""", path="/home/vic/py/c.py", at='y = torch.tensor(df["text"])', lines=False, accept=["datasets-columns"], fix_any=["df.columns"])
scene("name-undefined", "device_not_set", """
import torch

def train(model):
    return model.to(device)

train(torch.nn.Linear(1, 1))
""", path="/home/vic/py/n.py", at="return model.to(device)", fix_any=["device = "])
scene("wrong-type", "string_plus_number", """
import torch

lr = 0.1
print("lr: " + lr, torch.__version__)
""", path="/home/vic/py/s.py", at='print("lr: " + lr, torch.__version__)', fix_any=["str(lr)", "{lr}"])
scene("wrong-type", "lr_from_yaml", """
import torch

cfg = {"lr": "1e-4"}
opt = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=cfg["lr"])
""", path="/home/vic/py/y.py", at='opt = torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=cfg["lr"])', fix_any=['float(cfg["lr"])'])
scene("wrong-structure", "list_indexed_by_name", """
import torch

batch = [torch.rand(2), torch.rand(2)]
x = batch["input_ids"]
""", path="/home/vic/py/l.py", at='x = batch["input_ids"]', fix_any=["batch[0]"])
scene("wrong-structure", "none_subscript", """
import torch

def load(path):
    print(path, torch.__version__)

dataset = load("a.json")
model = dataset["train"]["tokens"]
""", path="/home/vic/training/o.py", at='model = dataset["train"]["tokens"]', accept=["wrong-object"], fix_any=["return"])
scene("text-format", "int_of_text", """
import torch

batch_size = "3.0,cat"
label = int(batch_size.split(",")[0])
""", path="/home/vic/training/i.py", at='label = int(batch_size.split(",")[0])', fix_any=["int(float("])
scene("empty-loop", "division_by_no_batches", """
import torch

loader = []
total = 0.0
for x in loader:
    total += x
print(total / len(loader), torch.__version__)
""", path="/home/vic/py/e.py", at="print(total / len(loader), torch.__version__)", fix_any=["len(loader)", "drop_last"])
