"""A summary says what the whole does, from its data flow; and nothing is told twice."""

from __future__ import annotations

import pytest

from mlexplain import explain
from mlexplain.report import Explanation


def explained(code: str) -> Explanation:
    return explain(code, model=None)


TRAINING = """
def f(a, b, c, d):
    for x, y in b:
        c.zero_grad()
        z = a(x)
        l = d(z, y)
        l.backward()
        c.step()
    return a
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            TRAINING,
            [
                "takes `a` (the model), `b` (the training data), `c` (the optimizer)",
                "gradient descent",
                "returns `a`",
            ],
        ),
        (
            "def f(a, b):\n    c = 0\n    for e in reversed(a):\n        c = e + b * c\n    return c\n",
            ["discounted returns", "returns `c`"],
        ),
        (
            "class Box:\n    def __init__(self, n):\n        self.n = n\n"
            "    def half(self):\n        return self.n / 2\n",
            ["holds `n`", "`half` returns `self.n` divided by `2`"],
        ),
        ("rows = sorted(rows)\nprint(rows)\n", ["prints `rows`"]),
        (
            "import torch\nclass P(torch.nn.Module):\n    def __init__(self, d, n):\n"
            "        super().__init__()\n        p = torch.zeros(n, 1, d)\n"
            "        p[:, 0, 0::2] = torch.sin(a)\n        p[:, 0, 1::2] = torch.cos(a)\n"
            "        self.register_buffer('p', p)\n",
            ["`P` is a module of sinusoidal position encodings"],
        ),
        (
            "import os\ndef load(p):\n    return 1\nprint('Start')\nx = load('a')\nprint(x)\n",
            ["The rest of the code calls `load` and prints `x`"],
        ),
        (
            "def f(x):\n    if x:\n        return 1\n    return 2\n",
            ["returns `1` or `2`"],
        ),
        ("def f(x):\n    y = x * x\n    yield y\n", ["hands out `y`"]),
    ],
)
def test_the_whole_is_said(code: str, said: list[str]) -> None:
    summary = explained(code).summary
    assert not [s for s in said if s not in summary], summary


@pytest.mark.parametrize("code", ["a = 1\nb = 2\nc = 3\n", "import os\nimport sys\n", "x + y\n"])
def test_statements_are_not_counted(code: str) -> None:
    summary = explained(code).summary
    assert summary
    assert "statement" not in summary


def test_a_training_step_is_told_once() -> None:
    texts = [s.text for s in explained(TRAINING).steps]
    assert sum("clears the gradients" in t.lower() for t in texts) == 1
    assert sum("back-propagation" in t for t in texts) == 1


def test_accumulation_leaves_nothing_out() -> None:
    code = """
for i, (x, y) in enumerate(loader):
    (criterion(model(x), y) / 4).backward()
    if (i + 1) % 4 == 0:
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
"""
    text = " ".join(s.text for s in explained(code).steps)
    for said in ("Gradient accumulation", "Clips the gradients", "schedule"):
        assert said in text


def test_what_an_idiom_leaves_open_in_its_blocks_is_told() -> None:
    code = """
if val < best:
    best = val
    wait = 0
    torch.save(model.state_dict(), "best.pt")
else:
    wait += 1
    if wait >= 5:
        print("stop")
        break
"""
    text = " ".join(s.text for s in explained(f"for epoch in range(9):\n{indented(code)}").steps)
    assert "Saves the weights" in text
    assert 'Prints `"stop"`' in text


def indented(code: str) -> str:
    return "\n".join(f"    {row}" for row in code.strip("\n").split("\n")) + "\n"


def test_what_only_an_inner_function_does_is_not_summed_up() -> None:
    code = """
def hooked(model, ids):
    def before(module, args, kwargs):
        kwargs["ids"] = ids
        return args, kwargs
    handles = []
    for module in model.modules():
        handles.append(module.register_forward_pre_hook(before, with_kwargs=True))
    return handles
"""
    assert "writes" not in explained(code).summary
    assert "`handles`" in explained(code).summary


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("q = m(x).gather(1, a.unsqueeze(1)).squeeze(1)\n    l = F.mse_loss(q, t)", True),
        ("l = m(x).logits[:, -1] / 0.7\n    return l.softmax(-1)", True),
        ("h = m(x).last_hidden_state\n    return (h * a).sum(1) / a.sum(1)", True),
        ("w = m(x).softmax(1)\n    return (w * x).sum(1)", False),
        ("l = F.mse_loss(x, m(x))", False),
    ],
)
def test_the_model_is_told_by_what_its_scores_are_for(code: str, told: bool) -> None:
    explained = explain(f"def f(m, x, a, t):\n    {code}\n", model=None)
    assert ("`m` (the model)" in explained.summary) == told
