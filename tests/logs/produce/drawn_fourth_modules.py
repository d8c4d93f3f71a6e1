"""A fourth drawing: optimizers, schedules and modules."""

import drawn
from wear import last, mailed, quoted


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("optimizer-empty", "everything_frozen", """
import argparse

import torch
from torch import nn


def build(freeze):
    backbone = nn.Sequential(nn.Linear(32, 64), nn.ReLU())
    model = nn.Sequential(backbone, nn.Linear(64, 7))
    if freeze:
        for p in model.parameters():
            p.requires_grad = False
    return model


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--freeze", action="store_true")
    ap.add_argument("--lr", type=float, default=1e-3)
    args = ap.parse_args()
    model = build(args.freeze)
    trainable = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trainable, lr=args.lr, weight_decay=0.01)
    for _ in range(3):
        loss = model(torch.randn(4, 32)).pow(2).mean()
        loss.backward()
        optimizer.step()


main()
""", path="/home/ewa/finetune/main.py", args=["--freeze"], at="optimizer = torch.optim.AdamW(trainable, lr=args.lr, weight_decay=0.01)", form="quoted", wears=[quoted],
      fix_any=["requires_grad = True", "requires_grad_(True)", "requires_grad=True", "unfreeze", "unfrozen", "frozen"])

scene("optimizer-state-mismatch", "resumed_after_unfreezing", """
import torch
from torch import nn


def make(unfreeze_layers=1):
    net = nn.Sequential(*[nn.Linear(8, 8) for _ in range(4)], nn.Linear(8, 2))
    for p in net.parameters():
        p.requires_grad = False
    for layer in list(net)[-unfreeze_layers:]:
        for p in layer.parameters():
            p.requires_grad = True
    opt = torch.optim.Adam(filter(lambda p: p.requires_grad, net.parameters()), lr=1e-3)
    return net, opt


def save(net, opt, path):
    torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "epoch": 3}, path)


def resume(path):
    net, opt = make(unfreeze_layers=3)
    ckpt = torch.load(path)
    net.load_state_dict(ckpt["net"])
    opt.load_state_dict(ckpt["opt"])
    return net, opt, ckpt["epoch"]


net, opt = make()
net(torch.randn(2, 8)).sum().backward()
opt.step()
save(net, opt, "stage1.pt")
net, opt, epoch = resume("stage1.pt")
print("stage 2 from epoch", epoch)
""", path="/home/ola/stages/resume.py", form="cut", wears=[last(5)],
      fix_any=["same parameters", "same layers", "without loading", "fresh optimizer", "new optimizer", "unfreeze", "requires_grad", "skip", "filter("])

scene("lr-scheduler", "resumed_with_last_epoch", """
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

EPOCHS = 30


def train(start_epoch=0):
    model = nn.Linear(5, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scheduler = CosineAnnealingLR(optimizer, T_max=EPOCHS, last_epoch=start_epoch - 1)
    for epoch in range(start_epoch, EPOCHS):
        loss = model(torch.randn(16, 5)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    return loss.item()


if __name__ == "__main__":
    print(train(start_epoch=12))
""", path="/home/hugo/resume/train.py", at="scheduler = CosineAnnealingLR(optimizer, T_max=EPOCHS, last_epoch=start_epoch - 1)", accept=["missing-entry"], form="wrapped", wears=[mailed(74)],
      fix_any=["initial_lr", "scheduler.load_state_dict(", "load_state_dict"])

scene("grad-scaler", "unscaled_in_every_micro_step", """
import torch
from torch import nn

ACCUM = 4
model = nn.Linear(16, 4)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scaler = torch.amp.GradScaler("cpu")
data = [(torch.randn(8, 16), torch.randint(0, 4, (8,))) for _ in range(16)]

for step, (x, y) in enumerate(data, 1):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = nn.functional.cross_entropy(model(x), y) / ACCUM
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    if step % ACCUM == 0:
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad()
    print(f"step {step} loss {loss.item() * ACCUM:.3f}")
""", path="/home/dina/amp/accum.py", at="scaler.unscale_(optimizer)", fix_any=["if step % ACCUM == 0", "once per", "once for each", "just before scaler.step", "right before scaler.step", "scaler.step(optimizer)", "only once", "accumul"])

scene("module-setup", "name_with_a_dot", """
import torch
from torch import nn

FEATURES = {"user.age": 1, "user.country": 12, "item.price": 1, "item.tags": 30}


class Towers(nn.Module):
    def __init__(self, dims, out=16):
        super().__init__()
        self.encoders = nn.ModuleDict({name: nn.Linear(d, out) for name, d in dims.items()})
        self.head = nn.Linear(out * len(dims), 1)

    def forward(self, batch):
        parts = [self.encoders[name](x) for name, x in batch.items()]
        return self.head(torch.cat(parts, dim=-1))


model = Towers(FEATURES)
batch = {name: torch.randn(4, d) for name, d in FEATURES.items()}
print(model(batch))
""", path="/srv/recsys/model.py", at="self.encoders = nn.ModuleDict({name: nn.Linear(d, out) for name, d in dims.items()})", entities={"module": "user.age"},
      fix_any=['name.replace(".", "_")', "replace("])

scene("attention-mask", "mask_for_every_sample", """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, d=32, heads=4):
        super().__init__()
        self.attn = nn.MultiheadAttention(d, heads, batch_first=True)
        self.norm = nn.LayerNorm(d)

    def forward(self, x, mask):
        out, _ = self.attn(x, x, x, attn_mask=mask)
        return self.norm(x + out)


def graph_mask(adj):
    return adj == 0


nodes = torch.randn(4, 10, 32)
adj = (torch.rand(4, 10, 10) > 0.5).long() | torch.eye(10, dtype=torch.long)
print(Block()(nodes, graph_mask(adj)).shape)
""", path="/home/akira/graph/graphormer.py", at="out, _ = self.attn(x, x, x, attn_mask=mask)", entities={"shapes": [[4, 10, 10], [16, 10, 10]]},
      fix_any=["mask.repeat_interleave(4, dim=0)", "mask.repeat_interleave(", "repeat_interleave(self.attn.num_heads", "repeat_interleave"])

scene("rnn-input", "packed_without_sorting", """
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(100, 16, padding_idx=0)
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.out = nn.Linear(32, 5)

    def forward(self, ids, lengths):
        packed = pack_padded_sequence(self.emb(ids), lengths, batch_first=True)
        h, _ = self.lstm(packed)
        return self.out(h.data)


sentences = [torch.randint(1, 100, (n,)) for n in (7, 12, 4, 9)]
lengths = torch.tensor([len(s) for s in sentences])
ids = pad_sequence(sentences, batch_first=True)
print(Tagger()(ids, lengths).shape)
""", path="/home/milan/ner/tagger.py", at="packed = pack_padded_sequence(self.emb(ids), lengths, batch_first=True)",
      fix=["enforce_sorted=False"])

scene("loss-input", "masks_of_zero_and_255", """
import numpy as np
import torch
from PIL import Image
from torch import nn


def load_mask(path):
    m = np.array(Image.open(path).convert("L"), dtype=np.float32)
    return torch.from_numpy(m).unsqueeze(0)


Image.fromarray((np.random.default_rng(0).random((32, 32)) > 0.5).astype(np.uint8) * 255).save("mask_001.png")

net = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 1, 1), nn.Sigmoid())
criterion = nn.BCELoss()
image, mask = torch.rand(1, 3, 32, 32), load_mask("mask_001.png").unsqueeze(0)
loss = criterion(net(image), mask)
loss.backward()
print(loss.item())
""", path="/home/filip/roads/fit.py", at="loss = criterion(net(image), mask)", fix_any=["mask / 255", "mask > 0", "mask > 127", "mask = mask"])

scene("not-implemented", "forward_inside_init", """
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.l1 = nn.Linear(n_in, 32)
        self.l2 = nn.Linear(32, 1)

        def forward(self, x):
            return self.l2(torch.relu(self.l1(x)))


model = Regressor(9)
x, y = torch.randn(50, 9), torch.randn(50, 1)
for epoch in range(5):
    pred = model(x)
    loss = (pred - y).pow(2).mean()
    loss.backward()
    print(epoch, loss.item())
""", path="/home/gita/house/reg.py", at="pred = model(x)", entities={"class": "Regressor"}, accept=["module-setup"], fix_any=["indent", "inside `__init__`"])

scene("torch-compile", "time_taken_inside", """
import time

import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.fc = nn.Linear(d, d)
        self.seconds = []

    def forward(self, x):
        start = time.perf_counter()
        g = torch.sigmoid(self.fc(x))
        self.seconds.append(time.perf_counter() - start)
        return g * x


model = Gate()
step = torch.compile(model, fullgraph=True, backend="eager")
for i in range(3):
    out = step(torch.randn(4, 32))
    print(i, out.norm().item())
""", path="/home/emre/fast/gate.py", at="        start = time.perf_counter()", root="Unsupported", run="process",
      fix_any=["fullgraph=False", "without fullgraph", "leave `fullgraph=True` out", "around the call"])
