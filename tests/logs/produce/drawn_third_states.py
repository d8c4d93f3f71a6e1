"""A third drawing: checkpoints, optimizers and modules."""

import drawn
from wear import last, ranks


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("state-dict-mismatch", "head_renamed_since", """
import torch
from torch import nn


class OldNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 8)
        self.fc = nn.Linear(8, 2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(6, 8)
        self.head = nn.Linear(8, 2)


torch.save(OldNet().state_dict(), "v1.pt")  # trained last month
net = Net()
net.load_state_dict(torch.load("v1.pt"))
print("loaded")
""", path="/home/arun/v2/infer.py", at='net.load_state_dict(torch.load("v1.pt"))', form="ranked", wears=[ranks(2)], entities={"missing": ["head.weight", "head.bias"], "unexpected": ["fc.weight", "fc.bias"]},
      fix_any=["net.load_state_dict(state)", "self.fc = "])

scene("state-dict-mismatch", "keys_of_a_lightning_module", """
import torch
from torch import nn


def unet():
    return nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 1, 3, padding=1))


class LitSegmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = unet()


torch.save({"epoch": 9, "state_dict": LitSegmenter().state_dict()}, "epoch=9.ckpt")

model = unet()
checkpoint = torch.load("epoch=9.ckpt", map_location="cpu")
model.load_state_dict(checkpoint["state_dict"])
model.eval()
""", path="/home/hugo/seg/export.py", form="cut", wears=[last(6)], lines=False,
      fix_any=['removeprefix("net.")', 'replace("net.", "")', "net."])

scene("weights-only-load", "best_score_of_numpy", """
import numpy as np
import torch
from torch import nn

model = nn.Linear(3, 3)
scores = np.array([0.71, 0.74, 0.73])
torch.save({"model": model.state_dict(), "best": scores.max(), "epoch": 12}, "best.pth")


def resume(path, model):
    ckpt = torch.load(path, map_location="cpu")
    model.load_state_dict(ckpt["model"])
    return ckpt["epoch"], ckpt["best"]


print(resume("best.pth", model))
""", path="/home/ines/resume/main.py", at='ckpt = torch.load(path, map_location="cpu")', fix_any=["weights_only=False", "add_safe_globals", "float("])

scene("checkpoint-corrupt", "page_of_a_login", """
import torch
from torch import nn

# wget https://example.org/models/vgg_small.pth
with open("vgg_small.pth", "w") as f:
    f.write("<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>")


class Features(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        state = torch.load(path, map_location="cpu", weights_only=False)
        self.conv.load_state_dict(state)


print(Features("vgg_small.pth"))
""", path="/home/hugo/style/features.py", at='state = torch.load(path, map_location="cpu", weights_only=False)', fix_any=["download", "HTML", "head -c"])

scene("optimizer-empty", "generator_counted_first", """
import torch
from torch import nn

model = nn.Sequential(nn.Linear(7, 14), nn.ReLU(), nn.Linear(14, 1))
params = filter(lambda p: p.requires_grad, model.parameters())
print("trainable parameters:", sum(p.numel() for p in params))
optimizer = torch.optim.Adam(params, lr=1e-3)
""", path="/home/bea/count/train.py", at="optimizer = torch.optim.Adam(params, lr=1e-3)", fix_any=["list(", "[p for p", "generator", "iterator"])

scene("lr-scheduler", "plateau_without_its_metric", """
import torch
from torch import nn

model = nn.Linear(10, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", patience=2)
x, y = torch.randn(64, 10), torch.randn(64, 1)
for epoch in range(10):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    val_loss = loss.item()
    scheduler.step()
""", path="/home/dana/reg/fit.py", at="scheduler.step()", accept=["call-arguments"], entities={"parameters": ["metrics"]}, fix_any=["scheduler.step(val_loss)", "scheduler.step(loss", "scheduler.step(metric", "step(val_loss"])

scene("module-setup", "vectors_put_in_as_a_weight", """
import numpy as np
import torch
from torch import nn

GLOVE = np.random.rand(400, 50).astype("float32")


class TextNet(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.embedding = nn.Embedding(*vectors.shape)
        self.embedding.weight = torch.from_numpy(vectors)
        self.fc = nn.Linear(vectors.shape[1], 4)

    def forward(self, ids):
        return self.fc(self.embedding(ids).mean(1))


net = TextNet(GLOVE)
print(net(torch.randint(0, 400, (2, 9))))
""", path="/home/priya/glove/net.py", at="self.embedding.weight = torch.from_numpy(vectors)", form="rich", fix_any=["nn.Parameter(torch.from_numpy(vectors))", "nn.Parameter(", "nn.Embedding.from_pretrained(", "weight.data"])

scene("meta-tensor", "weights_loaded_onto_nothing", """
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 4))


torch.save(build().state_dict(), "mlp.pt")
with torch.device("meta"):
    model = build()
model.load_state_dict(torch.load("mlp.pt"))
model = model.to("cpu").eval()
print(model(torch.randn(1, 16)))
""", path="/home/xin/fast/load.py", at='model = model.to("cpu").eval()', root="Cannot copy out of meta tensor", fix_any=["assign=True"])
