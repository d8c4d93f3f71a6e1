"""Edits of the program beside the log: a statement elsewhere than the failing line has to change."""

from pathlib import Path

import pytest

from tests.diagnose.test_program import LIB, first_fix

MERGED = """
import pandas as pd
users = pd.DataFrame({"id": [1, 2], "score": [0.1, 0.4]})
events = pd.DataFrame({"id": [1, 1], "score": [5, 6]})
df = events.merge(users, on="id")
df["twice"] = df["score"] * 2
"""
NAMESPACE = """
import json
import torch
from types import SimpleNamespace
cfg = SimpleNamespace(**json.loads(open("cfg.json").read()))
print(cfg.model.depth)
"""
BRANCHES = """
import torch
from torch import nn
class Net(nn.Module):
    def forward(self, x, task):
        if task == "age":
            return self.heads["age"](x)
        elif task == "sex":
            self.heads["sex"](x)
net = Net()
pred = net(x, "sex")
loss = nn.functional.cross_entropy(pred, y)
"""
PLATEAU = """
import torch
def run(train):
    loss = torch.zeros(1)
    return loss.item()
sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt)
for epoch in range(5):
    tr = run(True)
    va = run(False)
    sched.step()
"""
SAME_WIDTH = """
import torch
from torch import nn
class Enc(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.mu = nn.Linear(hidden * 8 * 8, 16)
        self.logvar = nn.Linear(hidden * 8 * 8, 16)
    def forward(self, h):
        return self.mu(h), self.logvar(h)
"""
WIDE = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x1568 and 2048x16)"
INIT = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
        self.fc.weight.normal_(0, 0.02)
        self.fc.bias.zero_()
"""
APPENDED = """
from sklearn.metrics import accuracy_score
preds, truth = [], []
for out, y in batches:
    preds.append(out.argmax(1).numpy())
    truth.extend(y.numpy())
print(accuracy_score(truth, preds))
"""
SAVED = """
import torch
torch.save({"net": net.state_dict(), "step": 3}, "ck.pt")
ck = torch.load("ck.pt")
net.load_state_dict(ck["model_state_dict"])
"""
OTHERWISE_SET = """
import torch
class Fit:
    def __init__(self, net):
        self.optim = torch.optim.Adam(net.parameters())
    def step(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
"""
NO_PARENT = """
import torch
from torch import nn
class Focal(nn.Module):
    def __init__(self, gamma=2.0):
        self.gamma = gamma
    def forward(self, x):
        return x
crit = Focal()
loss = crit(torch.ones(3))
"""
ITEMS = """
import torch
logs = []
for probs in steps:
    logs.append(torch.log(probs[0]).item())
loss = -torch.tensor(logs).sum()
loss.backward()
"""
UNCALLED = """
import torch
class Meter:
    def __init__(self):
        self.reset
    def reset(self):
        self.total = 0.0
    def add(self, v):
        self.total += v
"""
RESET = """
import torch
state = env.reset()
x = torch.tensor(state, dtype=torch.float32)
"""
NO_GRAD = LIB.format("autograd/graph.py", "run") + (
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
)


@pytest.mark.parametrize(
    ("program", "failing", "rest", "before", "after"),
    [
        (
            MERGED,
            'df["twice"] = df["score"] * 2',
            LIB.replace("/torch/", "/pandas/").format("core/frame.py", "__getitem__")
            + "KeyError: 'score'",
            'df = events.merge(users, on="id")',
            'df = events.merge(users, on="id", suffixes=("", "_right"))',
        ),
        (
            NAMESPACE,
            "print(cfg.model.depth)",
            "AttributeError: 'dict' object has no attribute 'depth'",
            'cfg = SimpleNamespace(**json.loads(open("cfg.json").read()))',
            'cfg = json.loads(open("cfg.json").read(), object_hook=lambda entry: SimpleNamespace(**entry))',
        ),
        (
            BRANCHES,
            "loss = nn.functional.cross_entropy(pred, y)",
            LIB.format("nn/functional.py", "cross_entropy")
            + "TypeError: cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not NoneType",
            'self.heads["sex"](x)',
            'return self.heads["sex"](x)',
        ),
        (
            PLATEAU,
            "sched.step()",
            "TypeError: ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'",
            "sched.step()",
            "sched.step(va)",
        ),
        (
            SAME_WIDTH,
            "return self.mu(h), self.logvar(h)",
            LIB.format("nn/modules/linear.py", "forward") + WIDE,
            "self.mu = nn.Linear(hidden * 8 * 8, 16)\nself.logvar = nn.Linear(hidden * 8 * 8, 16)",
            "self.mu = nn.Linear(1568, 16)\nself.logvar = nn.Linear(1568, 16)",
        ),
        (
            INIT,
            "self.fc.weight.normal_(0, 0.02)",
            "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.",
            "self.fc.weight.normal_(0, 0.02)\nself.fc.bias.zero_()",
            "nn.init.normal_(self.fc.weight, 0, 0.02)\nnn.init.zeros_(self.fc.bias)",
        ),
        (
            APPENDED,
            "print(accuracy_score(truth, preds))",
            LIB.replace("/torch/", "/sklearn/").format("utils/validation.py", "check")
            + "ValueError: Found input variables with inconsistent numbers of samples: [32, 4]",
            "preds.append(out.argmax(1).numpy())",
            "preds.extend(out.argmax(1).numpy())",
        ),
        (
            SAVED,
            'net.load_state_dict(ck["model_state_dict"])',
            "KeyError: 'model_state_dict'",
            'net.load_state_dict(ck["model_state_dict"])',
            'net.load_state_dict(ck["net"])',
        ),
        (
            OTHERWISE_SET,
            "self.optimizer.zero_grad()",
            "AttributeError: 'Fit' object has no attribute 'optimizer'",
            "self.optim = torch.optim.Adam(net.parameters())",
            "self.optimizer = torch.optim.Adam(net.parameters())",
        ),
        (
            NO_PARENT,
            "loss = crit(torch.ones(3))",
            LIB.format("nn/modules/module.py", "_call_impl")
            + "AttributeError: 'Focal' object has no attribute '_backward_hooks'",
            "def __init__(self, gamma=2.0):",
            "def __init__(self, gamma=2.0):\n    super().__init__()",
        ),
        (
            ITEMS,
            "loss.backward()",
            NO_GRAD,
            "logs.append(torch.log(probs[0]).item())",
            "logs.append(torch.log(probs[0]))    # and torch.stack(logs) in place of torch.tensor(logs)",
        ),
        (
            UNCALLED,
            "self.total += v",
            "AttributeError: 'Meter' object has no attribute 'total'",
            "self.reset",
            "self.reset()",
        ),
        (
            RESET,
            "x = torch.tensor(state, dtype=torch.float32)",
            "ValueError: expected sequence of length 4 at dim 1 (got 0)",
            "state = env.reset()",
            "state, _ = env.reset()",
        ),
    ],
)
def test_the_statement_that_has_to_change(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    failing: str,
    rest: str,
    before: str,
    after: str,
) -> None:
    fix = first_fix(tmp_path, monkeypatch, program, failing, rest)
    assert (fix.before, (fix.after or "").strip()) == (before, after)
