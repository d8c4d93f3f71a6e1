"""Drawn programs: gradients, modules, optimizers, schedules and checkpoints."""

from drawn import scene
from wear import coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal, windows

scene("autograd-inplace", "state_written_step_by_step", """
import torch
from torch import nn


class Simulator(nn.Module):
    def __init__(self, dim=6):
        super().__init__()
        self.cell = nn.Sequential(nn.Linear(dim, 12), nn.Tanh(), nn.Linear(12, dim))

    def forward(self, start, steps):
        states = torch.zeros(len(start), steps, start.shape[1])
        states[:, 0] = start
        for t in range(1, steps):
            states[:, t] = states[:, t - 1] + 0.1 * self.cell(states[:, t - 1])
        return states


def train(model, data, optimizer):
    for start, path in data:
        guess = model(start, path.shape[1])
        loss = (guess - path).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


model = Simulator()
data = [(torch.randn(4, 6), torch.randn(4, 8, 6))]
train(model, data, torch.optim.Adam(model.parameters()))
""", path="/home/dario/ode/simulate.py", at="loss.backward()", entities={"shape": [4, 6]},
      fix_any=["torch.stack(", "states[:, t - 1].clone()", ".clone()"])

scene("autograd-no-grad", "head_frozen_with_the_rest", """
import torch
from torch import nn


def pretrained():
    return nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 1000))


def build(classes):
    net = pretrained()
    net[-1] = nn.Linear(8, classes)
    for p in net.parameters():
        p.requires_grad = False
    return net


def finetune(net, loader, lr=1e-3):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    for images, labels in loader:
        loss = nn.functional.cross_entropy(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())


finetune(build(6), [(torch.rand(4, 3, 32, 32), torch.randint(0, 6, (4,)))])
""", path="/home/uma/birds/finetune.py", at="loss.backward()", form="docker", wears=[prefixed(docker_time)],
      fix_any=["requires_grad = True", "requires_grad_(True)", "requires_grad_()", "requires_grad"])

scene("autograd-twice", "hidden_state_carried_over", """
import torch
from torch import nn

TEXT = "the quick brown fox jumps over the lazy dog " * 20
CHARS = sorted(set(TEXT))
IDS = torch.tensor([CHARS.index(c) for c in TEXT])


class CharRNN(nn.Module):
    def __init__(self, n, dim=24):
        super().__init__()
        self.embed, self.rnn, self.out = nn.Embedding(n, dim), nn.GRU(dim, dim), nn.Linear(dim, n)

    def forward(self, ids, hidden):
        y, hidden = self.rnn(self.embed(ids), hidden)
        return self.out(y), hidden


def train():
    model = CharRNN(len(CHARS))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    hidden = None
    for i in range(0, len(IDS) - 31, 30):
        logits, hidden = model(IDS[i : i + 30], hidden)
        loss = nn.functional.cross_entropy(logits, IDS[i + 1 : i + 31])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


train()
""", path="/srv/chars/train.py", at="loss.backward()", form="coloured", wears=[coloured],
      fix_any=["hidden.detach()", "hidden = hidden.detach()", ".detach()"])

scene("autograd-scalar", "one_loss_per_example", """
import torch
from torch import nn


class WeightedTrainer:
    def __init__(self, model, lr=0.05):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        self.criterion = nn.CrossEntropyLoss(reduction="none")

    def step(self, x, y, weight):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y) * weight
        loss.backward()
        self.optimizer.step()
        return loss


trainer = WeightedTrainer(nn.Linear(5, 3))
for _ in range(2):
    x, y = torch.randn(10, 5), torch.randint(0, 3, (10,))
    trainer.step(x, y, torch.rand(10))
""", path="/home/irina/weights/trainer.py", at="loss.backward()", form="wrapped", wears=[terminal(60)],
      fix_any=["loss.mean().backward()", "loss.sum().backward()"])

scene("nan-loss", "length_of_nothing_notebook", None, cells=[
    "import torch\nfrom torch import nn\ntorch.manual_seed(0)\ntorch.autograd.set_detect_anomaly(True);",
    "def distance(a, b):\n    return ((a - b) ** 2).sum(-1).sqrt()\n\nencoder = nn.Linear(7, 4)\nanchor = torch.randn(6, 7)\npositive = anchor.clone()",
    "loss = distance(encoder(anchor), encoder(positive)).mean()\nloss.backward()"],
      path="/home/uma/nb/metric.ipynb", at="loss.backward()", run="guest", form="notebook", entities={"function": "PowBackward0"},
      fix_any=["eps", "1e-", "clamp", "torch.linalg.vector_norm", "cdist"])

scene("nan-loss", "rate_too_high_only_a_log", """
import math

import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(512, 20) * 30
y = x @ torch.randn(20, 1)
net = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(1, 9):
    loss = nn.functional.mse_loss(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step:>4} | loss {loss.item():.4f} | lr 0.1")
""", path="/home/femi/reg/train.py", lines=False, fix_any=["lr", "learning rate", "clip_grad_norm_"])

scene("state-dict-mismatch", "compiled_then_plain", """
import torch
from torch import nn


def make():
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))


def save_after_training(path):
    model = torch.compile(make())
    torch.save({"epoch": 4, "model": model.state_dict()}, path)


def load_for_inference(path):
    model = make()
    checkpoint = torch.load(path, map_location="cpu")
    model.load_state_dict(checkpoint["model"])
    return model.eval()


if __name__ == "__main__":
    save_after_training("last.pt")
    net = load_for_inference("last.pt")
    print(net(torch.zeros(1, 8)))
""", path="/home/lena/serve/predict.py", at='model.load_state_dict(checkpoint["model"])',
      fix_any=["_orig_mod."])

scene("state-dict-mismatch", "wrapped_checkpoint_loaded_whole", """
import argparse

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(10, width), nn.ReLU())
        self.classifier = nn.Linear(width, 4)

    def forward(self, x):
        return self.classifier(self.backbone(x))


def resume(path, width):
    net = Net(width)
    net.load_state_dict(torch.load(path))
    return net


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--width", type=int, default=12)
    args = parser.parse_args()
    first = Net(args.width)
    torch.save({"epoch": 12, "model_state": first.state_dict(), "optimizer_state": {}}, "ckpt.pth")
    resume("ckpt.pth", args.width)
""", path="/home/petar/plates/resume.py", at="net.load_state_dict(torch.load(path))", form="mail", wears=[mailed(76)],
      fix_any=['["model_state"]'])

scene("state-dict-mismatch", "other_number_of_classes", """
import torch
from torch import nn


class Tower(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3)
        self.fc = nn.Linear(6, n_classes)

    def forward(self, x):
        return self.fc(self.stem(x).mean((2, 3)))


def load_backbone(weights, n_classes):
    tower = Tower(n_classes)
    state = torch.load(weights, weights_only=True)
    tower.load_state_dict(state, strict=False)
    return tower


torch.save(Tower(1000).state_dict(), "imagenet.pt")
tower = load_backbone("imagenet.pt", n_classes=17)
""", path="/home/uma/mushrooms/transfer.py", at="tower.load_state_dict(state, strict=False)", form="cut", wears=[last(8)],
      entities={"parameter": "fc.weight", "shapes": [[1000, 6], [17, 6]]},
      fix_any=['state.pop("fc.weight"', "state.pop(", "fc.weight", "k != ", "startswith(\"fc", "if v.shape =="])

scene("weights-only-load", "arguments_inside", """
import argparse

import torch
from torch import nn


def save(path, model, args):
    torch.save({"model": model.state_dict(), "args": args}, path)


def load(path):
    ckpt = torch.load(path, map_location="cpu")
    model = nn.Linear(ckpt["args"].inputs, ckpt["args"].outputs)
    model.load_state_dict(ckpt["model"])
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=3)
    parser.add_argument("--outputs", type=int, default=2)
    args = parser.parse_args()
    save("best.pt", nn.Linear(args.inputs, args.outputs), args)
    print(load("best.pt"))
""", path="/workspace/old/evaluate.py", at='ckpt = torch.load(path, map_location="cpu")', form="docker", wears=[compose("eval")],
      entities={"global": "argparse.Namespace"}, fix_any=["weights_only=False", "add_safe_globals([argparse.Namespace])", "safe_globals"])

scene("checkpoint-corrupt", "pointer_in_place_of_weights", """
from pathlib import Path

import torch
from torch import nn

POINTER = '''version https://git-lfs.github.com/spec/v1
oid sha256:4b1c1f0c6b3d0c6ad2a2a60d3a2d63a53a1ee2a2d1b1f8c6b8d0e1f2a3b4c5d6
size 46830571
'''


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)


def restore(folder):
    weights = torch.load(folder / "resnet18.pth", map_location="cpu", weights_only=False)
    model = Model()
    model.load_state_dict(weights)
    return model


if __name__ == "__main__":
    folder = Path("checkpoints")
    folder.mkdir(exist_ok=True)
    (folder / "resnet18.pth").write_text(POINTER)
    restore(folder)
""", path="/home/dario/clone/demo.py", at='weights = torch.load(folder / "resnet18.pth", map_location="cpu", weights_only=False)',
      form="issue", wears=[fenced("Cloned the repo and ran the demo, this is what I get:", "Any idea?")],
      entities={"key": "v"}, fix_any=["git lfs pull", "download"])

scene("checkpoint-corrupt", "half_a_file", """
import torch
from torch import nn


def save(model, path):
    torch.save(model.state_dict(), path)
    with open(path, "r+b") as file:
        file.truncate(2000)


def load(path):
    return torch.load(path)


net = nn.Linear(64, 64)
save(net, "epoch_009.pt")
for epoch in range(10, 8, -1):
    try:
        state = load(f"epoch_{epoch:03}.pt")
        break
    except FileNotFoundError:
        print(f"no checkpoint of epoch {epoch}")
net.load_state_dict(state)
""", path="/home/lena/resume/resume.py", at="return torch.load(path)",
      fix_any=["download", "again", "earlier", "older", "truncated", "re-save", "rename"])

scene("optimizer-state-mismatch", "resumed_with_a_new_head", """
import torch
from torch import nn


def build(extra_head):
    body, head = nn.Linear(6, 6), nn.Linear(6, 2)
    groups = [{"params": body.parameters(), "lr": 1e-4}, {"params": head.parameters()}]
    if extra_head:
        groups.append({"params": nn.Linear(6, 9).parameters()})
    return torch.optim.AdamW(groups, lr=1e-3)


def resume(path):
    optimizer = build(extra_head=True)
    saved = torch.load(path)
    optimizer.load_state_dict(saved["optimizer"])
    return optimizer


torch.save({"optimizer": build(extra_head=False).state_dict()}, "step_4000.pt")
resume("step_4000.pt")
""", path="/home/irina/heads/resume.py", at='optimizer.load_state_dict(saved["optimizer"])', form="quoted", wears=[quoted],
      fix_any=["same groups", "groups", "skip", "load_state_dict"])

scene("optimizer-empty", "layers_in_a_list", """
import torch
from torch import nn


class Ensemble(nn.Module):
    def __init__(self, members, dim):
        super().__init__()
        self.members = [nn.Linear(dim, 1) for _ in range(members)]

    def forward(self, x):
        return torch.stack([m(x) for m in self.members]).mean(0)


def main():
    model = Ensemble(5, 8)
    optimizer = torch.optim.RAdam(model.parameters(), lr=2e-3, weight_decay=1e-2)
    for step in range(10):
        x = torch.randn(32, 8)
        loss = (model(x) - x.sum(1, keepdim=True)).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


main()
""", path="/home/noor/ensemble/main.py", at="optimizer = torch.optim.RAdam(model.parameters(), lr=2e-3, weight_decay=1e-2)", form="ranked",
      wears=[prefixed("[rank2]: ")], fix_any=["nn.ModuleList("])

scene("lr-scheduler", "one_cycle_too_short", """
import torch
from torch import nn

EPOCHS, BATCHES = 3, 7

model = nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=EPOCHS)


def train_epoch():
    for _ in range(BATCHES):
        x = torch.randn(8, 4)
        loss = (model(x) - 1).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
    return loss.item()


for epoch in range(EPOCHS):
    print(epoch, train_epoch())
""", path="/home/femi/cycle/train.py", at="scheduler.step()", entities={"steps": 3},
      fix_any=["steps_per_epoch", "total_steps=", "len("])

scene("grad-scaler", "loss_not_scaled", """
import torch
from torch import nn


def make(dim):
    model = nn.Sequential(nn.Linear(dim, dim), nn.SiLU(), nn.Linear(dim, 1))
    return model, torch.optim.AdamW(model.parameters(), lr=1e-3)


def epoch(model, optimizer, scaler, loader):
    for x, y in loader:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = nn.functional.l1_loss(model(x), y)
        optimizer.zero_grad()
        if False:
            scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()


if __name__ == "__main__":
    model, optimizer = make(10)
    loader = [(torch.randn(4, 10), torch.randn(4, 1)) for _ in range(3)]
    epoch(model, optimizer, torch.amp.GradScaler("cpu"), loader)
""", path="/srv/amp/train.py", at="scaler.step(optimizer)", fix_any=["scaler.scale(loss).backward()", "scaler.scale("])

scene("inference-tensor", "features_from_inference_mode", """
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(12, 24), nn.ReLU())
probe = nn.Linear(24, 3)
optimizer = torch.optim.LBFGS(probe.parameters())


@torch.inference_mode()
def features(x):
    return backbone(x)


def fit(x, y):
    cached = features(x)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(probe(cached), y)
        loss.backward()
        return loss

    return optimizer.step(closure)


print(fit(torch.randn(40, 12), torch.randint(0, 3, (40,))))
""", path="/home/sora/probe/fit.py", at="loss = nn.functional.cross_entropy(probe(cached), y)",
      fix_any=["torch.no_grad()", "cached.clone()", ".clone()", "no_grad"])

scene("meta-tensor", "built_without_storage", """
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        return x + self.mlp(self.norm(x))


def build(depth, dim, device):
    with torch.device("meta"):
        model = nn.Sequential(*[Block(dim) for _ in range(depth)])
    model = model.to(device)
    model.load_state_dict(torch.load("weights.pt"))
    return model


if __name__ == "__main__":
    torch.save(nn.Sequential(*[Block(16) for _ in range(2)]).state_dict(), "weights.pt")
    build(2, 16, "cpu")
""", path="/home/dario/big/load.py", at="model = model.to(device)", form="coloured", wears=[coloured], fix_any=["model.to_empty(device=device)", "to_empty(", "assign=True"])

scene("custom-function", "one_gradient_short", """
import torch


class Quantise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, levels):
        ctx.save_for_backward(x)
        return torch.round(x * levels) / levels

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * (x.abs() <= 1)


weights = torch.randn(5, requires_grad=True)
target = torch.rand(5)
for _ in range(3):
    loss = (Quantise.apply(weights, 8) - target).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        weights -= 0.1 * weights.grad
        weights.grad = None
""", path="/home/noor/quant/train.py", at="loss.backward()", fix_any=["None", "return grad * (x.abs() <= 1), None"])

scene("module-setup", "layers_before_super", """
import torch
from torch import nn


class Gate(nn.Module):
    def __init__(self, dim):
        self.linear = nn.Linear(dim, dim)
        self.act = nn.Sigmoid()
        super().__init__()

    def forward(self, x):
        return x * self.act(self.linear(x))


class Network(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.gates = nn.ModuleList([Gate(d) for d in dims])


net = Network([4, 8])
print(net)
""", path="/home/lena/gates/net.py", at="self.linear = nn.Linear(dim, dim)", form="journal", wears=[journal("w3", "gates", 77)],
      fix_any=["super().__init__()"])

scene("not-implemented", "forward_misspelt", """
import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 9)
        self.final = nn.Linear(9, 1)

    def foward(self, x):
        return self.final(torch.relu(self.hidden(x)))


def evaluate(scorer, batches):
    scorer.eval()
    scores = []
    with torch.no_grad():
        for batch in batches:
            scores.append(scorer(batch))
    return torch.cat(scores)


print(evaluate(Scorer(), [torch.rand(2, 3) for _ in range(3)]))
""", path="/home/femi/score/evaluate.py", at="scores.append(scorer(batch))", form="stripped", wears=[stripped],
      entities={"module": "Scorer"}, accept=["module-setup"], fix_any=["forward"])

scene("missing-attribute", "method_behind_the_wrapper", """
import torch
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.dec = nn.Linear(10, 3), nn.Linear(3, 10)

    def encode(self, x):
        return torch.tanh(self.enc(x))

    def forward(self, x):
        return self.dec(self.encode(x))


def main():
    model = nn.DataParallel(Autoencoder())
    x = torch.randn(6, 10)
    print("reconstruction", (model(x) - x).abs().mean().item())
    codes = model.encode(x)
    print(codes[:2])


main()
""", path="/home/petar/ae/codes.py", at="codes = model.encode(x)", accept=["wrong-object"], entities={"attribute": "encode"},
      fix_any=["model.module.encode("])

scene("torch-compile", "branch_on_a_value", """
import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gate = nn.Linear(dim, 1)
        self.cheap, self.costly = nn.Linear(dim, dim), nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, dim))

    def forward(self, x):
        share = torch.sigmoid(self.gate(x)).mean()
        if share > 0.5:
            return self.costly(x)
        return self.cheap(x)


def main():
    router = torch.compile(Router(8), fullgraph=True, backend="eager")
    for step in range(3):
        out = router(torch.randn(4, 8))
        print(step, out.norm().item())


main()
""", path="/workspace/router/bench.py", at="if share > 0.5:", root="Unsupported: Data-dependent",
      fix_any=["torch.cond(", "torch.where(", "fullgraph=False", "fullgraph"])

scene("torchscript", "keyword_rest", """
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x, **options):
        y = self.layer(x)
        return y.softmax(-1) if options.get("probabilities") else y


def export(model, path):
    scripted = torch.jit.script(model)
    scripted.save(path)


export(Head().eval(), "head.pt")
""", path="/home/sora/export/script.py", root="NotSupportedError: Compiled", fix_any=["**options", "keyword", "torch.export", "torch.jit.trace", "explicit"])

scene("device-string", "gpu_is_no_device", """
import argparse
import os

import torch
from torch import nn


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default=os.environ.get("DEVICE", "gpu"))
    parser.add_argument("--dim", type=int, default=8)
    return parser.parse_args()


def main(args):
    device = torch.device(args.device)
    model = nn.Linear(args.dim, args.dim).to(device)
    x = torch.ones(2, args.dim, device=device)
    print(model(x).sum())


if __name__ == "__main__":
    main(parse())
""", path="/home/noor/cli/run.py", at="device = torch.device(args.device)", fix_any=['"cuda"', "--device cuda", "cuda"])

scene("cuda-not-compiled", "moved_unasked", """
import torch
from torch import nn


class Runner:
    def __init__(self, config):
        self.config = config
        self.model = nn.Sequential(nn.Linear(config["dim"], 16), nn.ReLU(), nn.Linear(16, 1))
        self.model.cuda()

    def run(self):
        x = torch.randn(4, self.config["dim"]).cuda()
        return self.model(x)


def main():
    config = {"dim": 5, "seed": 11}
    torch.manual_seed(config["seed"])
    print(Runner(config).run())


if __name__ == "__main__":
    main()
""", path="/home/femi/runner/runner.py", at="self.model.cuda()", form="mail", wears=[mailed(70, "> ")],
      fix_any=["torch.cuda.is_available()", "pip install torch", "--index-url", "cu12", "self.model.to("])

scene("cuda-deserialize", "trained_on_the_cluster", """
import re
import zipfile

import torch
from torch import nn


def fetch(path):
    \"\"\"Stands for the copy from the cluster: the weights were saved on a GPU.\"\"\"
    torch.save(nn.Linear(5, 5).state_dict(), "cpu.pt")
    with zipfile.ZipFile("cpu.pt") as old, zipfile.ZipFile(path, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith("data.pkl"):
                data = data.replace(b"X\\x03\\x00\\x00\\x00cpu", b"X\\x06\\x00\\x00\\x00cuda:0")
            new.writestr(item, data)


def load_model(path):
    state = torch.load(path)
    model = nn.Linear(5, 5)
    model.load_state_dict(state)
    return model


fetch("cluster.pt")
print(load_model("cluster.pt"))
""", path="/home/irina/laptop/infer.py", at="state = torch.load(path)", form="windows", wears=[windows],
      fix_any=['torch.load(path, map_location="cpu"', 'map_location="cpu"', "map_location=torch.device(\"cpu\")"])

scene("autograd-no-grad", "decision_instead_of_score", """
import torch
from torch import nn
from tqdm import trange

torch.manual_seed(5)
policy = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(policy.parameters(), lr=1e-2)


def episode(steps=6):
    rewards = []
    for _ in range(steps):
        action = policy(torch.randn(4)).argmax()
        rewards.append((action == 1).float())
    return torch.stack(rewards)


for it in trange(20, ncols=60):
    loss = -episode().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""", path="/home/dario/rl/reinforce.py", at="loss.backward()", form="terminal", fix_any=["log_prob", "Categorical", "argmax", "log_softmax", "==", "comparison"])
