"""A fourth drawing: gradients, optimizers, schedules and modules."""

import drawn
from wear import coloured, compose, journal, last, mailed, quoted


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("autograd-inplace", "weights_normalised_in_place", """
import torch
from torch import nn


class AttentionPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.score = nn.Linear(dim, 1)

    def forward(self, x, mask):
        w = torch.exp(self.score(x).squeeze(-1))
        w[mask] = 0
        w = w / w.sum(dim=1, keepdim=True)
        return (w.unsqueeze(-1) * x).sum(dim=1)


pool, head = AttentionPool(16), nn.Linear(16, 2)
opt = torch.optim.Adam([*pool.parameters(), *head.parameters()], lr=1e-3)
for step in range(100):
    x = torch.randn(8, 12, 16)
    mask = torch.rand(8, 12) > 0.8
    y = torch.randint(0, 2, (8,))
    loss = nn.functional.cross_entropy(head(pool(x, mask)), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("final loss", loss.item())
""", path="/home/mira/mil/train.py", at="loss.backward()", entities={"shapes": [[8, 12]]},
      fix_any=["w.masked_fill(mask, 0)", "masked_fill(mask, ", "torch.where(", "set_detect_anomaly(True)", "detect_anomaly"])

scene("autograd-inplace", "adversarial_step_on_the_picture", """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))


def attack(x, y, eps=0.03, steps=5):
    x_adv = x.clone().detach()
    x_adv.requires_grad = True
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x_adv), y)
        loss.backward()
        x_adv += eps / steps * x_adv.grad.sign()
        x_adv.grad.zero_()
    return x_adv.clamp(0, 1)


def main():
    x, y = torch.rand(16, 1, 28, 28), torch.randint(0, 10, (16,))
    before = (model(x).argmax(1) == y).float().mean()
    after = (model(attack(x, y)).argmax(1) == y).float().mean()
    print(f"clean {before:.2%} adversarial {after:.2%}")


if __name__ == "__main__":
    main()
""", path="/home/theo/robust/pgd.py", at="x_adv += eps / steps * x_adv.grad.sign()", form="journal", wears=[journal("gpu3", "python", 90211)],
      fix_any=["with torch.no_grad()", "x_adv.data", "x_adv = x_adv +", "x_adv = (x_adv +"])

scene("autograd-no-grad", "picture_that_cannot_learn", """
import torch
from torch import nn

features = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)).eval()
for p in features.parameters():
    p.requires_grad_(False)


def gram(f):
    b, c, h, w = f.shape
    f = f.view(b, c, h * w)
    return f @ f.transpose(1, 2) / (c * h * w)


content, style = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64)
content_f, style_g = features(content), gram(features(style))

image = content.clone()
optimizer = torch.optim.Adam([image], lr=0.02)

for i in range(30):
    f = features(image)
    c_loss = nn.functional.mse_loss(f, content_f)
    s_loss = 1e4 * nn.functional.mse_loss(gram(f), style_g)
    optimizer.zero_grad()
    (c_loss + s_loss).backward()
    optimizer.step()
    if i % 10 == 0:
        print(i, c_loss.item(), s_loss.item())
""", path="/home/zoe/style/transfer.py", at="(c_loss + s_loss).backward()", fix_any=["what you train", "image.requires_grad_(", "requires_grad_(True)", "requires_grad=True"])

scene("autograd-twice", "two_losses_one_encoder", """
import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(20, 64), nn.ReLU())
        self.age = nn.Linear(64, 1)
        self.sex = nn.Linear(64, 2)

    def forward(self, x):
        h = self.encoder(x)
        return self.age(h).squeeze(1), self.sex(h)


net = MultiTask()
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
mse, ce = nn.MSELoss(), nn.CrossEntropyLoss()

for step in range(50):
    x = torch.randn(32, 20)
    age, sex = torch.rand(32) * 90, torch.randint(0, 2, (32,))
    pred_age, pred_sex = net(x)
    loss_age = mse(pred_age, age)
    loss_sex = ce(pred_sex, sex)
    opt.zero_grad()
    loss_age.backward()
    loss_sex.backward()
    opt.step()
""", path="/home/omar/faces/multitask.py", at="loss_sex.backward()", form="coloured", wears=[coloured],
      fix_any=["(loss_age + loss_sex).backward()", "loss_age.backward(retain_graph=True)", "loss = loss_age + loss_sex", "loss_age + loss_sex"])

scene("autograd-scalar", "weighted_rows_not_averaged", """
import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 10)
y = (torch.rand(64) > 0.9).float()
weights = torch.where(y == 1, 9.0, 1.0)

model = nn.Linear(10, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def weighted_bce(logits, target, w):
    loss = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return loss * w


for epoch in range(20):
    optimizer.zero_grad()
    loss = weighted_bce(model(x).squeeze(1), y, weights)
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch:02d} loss {loss.mean():.4f}")
""", path="/home/chen/fraud/weighted.py", at="loss.backward()", fix_any=["loss.mean().backward()", "(loss * w).mean()", "loss.sum().backward()", "return (loss * w).mean()"])

scene("nan-loss", "distance_of_equal_points", """
import torch
from torch import nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 8))

    def forward(self, a, b):
        return self.net(a), self.net(b)


def contrastive(ea, eb, same, margin=1.0):
    d = torch.sqrt(((ea - eb) ** 2).sum(dim=1))
    return (same * d ** 2 + (1 - same) * torch.relu(margin - d) ** 2).mean()


torch.autograd.set_detect_anomaly(True)
model = Siamese()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(200):
    a = torch.randn(16, 10)
    b = torch.randn(16, 10)
    same = (torch.rand(16) > 0.5).float()
    b[same.bool()] = a[same.bool()]
    loss = contrastive(*model(a, b), same)
    opt.zero_grad()
    loss.backward()
    opt.step()
""", path="/home/petra/siamese/train.py", at="d = torch.sqrt(((ea - eb) ** 2).sum(dim=1))", form="docker", wears=[compose("siamese-train-1")], root="returned nan values",
      fix_any=["sum(dim=1) + 1e-", "+ 1e-", "+ eps", "clamp(min=", "clamp_min(", "F.pairwise_distance"])

scene("nan-loss", "bar_that_turned_nan", """
import math

import torch
from torch import nn
from tqdm import tqdm

torch.manual_seed(0)
X = torch.randn(2000, 6) * torch.tensor([1.0, 30.0, 400.0, 1.0, 5.0, 1000.0])
y = X @ torch.tensor([1.0, 0.2, -0.3, 2.0, 0.0, 0.1])
model = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(1, 4):
    bar = tqdm(range(0, 2000, 250), desc=f"Epoch {epoch}/3", ncols=76, mininterval=0)
    running = 0.0
    for n, i in enumerate(bar, 1):
        loss = nn.functional.mse_loss(model(X[i:i + 250]).squeeze(1), y[i:i + 250])
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item()
        bar.set_postfix(loss=running / n)
    print(f"epoch {epoch}: train_loss={running / n:.4f}, val_loss={loss.item():.4f}")
""", path="/home/bart/energy/train.py", lines=False, form="plain",
      fix_any=["1e-3", "lr=0.005", "smaller", "lower", "learning rate", "clip_grad_norm_", "StandardScaler", "normalis", "set_detect_anomaly"])

scene("sampling-nan", "logits_taken_for_probabilities", """
import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, n_obs=4, n_act=3):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(n_obs, 32), nn.Tanh(), nn.Linear(32, n_act))

    def forward(self, obs):
        return self.fc(obs)


def act(policy, obs):
    with torch.no_grad():
        probs = policy(obs)
        return torch.multinomial(probs, num_samples=1).squeeze(-1)


torch.manual_seed(1)
policy = Policy()
obs = torch.randn(5, 4)
for t in range(20):
    action = act(policy, obs)
    obs = obs + 0.1 * torch.randn(5, 4)
    print(t, action.tolist())
""", path="/home/luis/rl/reinforce.py", at="return torch.multinomial(probs, num_samples=1).squeeze(-1)",
      fix_any=["softmax(probs", "probs.softmax(", "probs.min()", "Categorical(logits=probs"])

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
