"""The program beside the log is read: the first fix is the line of it that has to change."""

from pathlib import Path

import pytest

from mlexplain import diagnose
from mlexplain.report import Fix

LIB = '  File "/env/lib/python3.11/site-packages/torch/{}", line 9, in {}\n    pass\n'


def first_fix(
    folder: Path, monkeypatch: pytest.MonkeyPatch, program: str, failing: str, rest: str
) -> Fix:
    """The first fix of a log whose innermost own line is `failing`; `rest` is what stands below."""
    lines = program.strip("\n").splitlines()
    (folder / "fit.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    number = next(n for n, line in enumerate(lines, 1) if line.strip() == failing)
    inside = any(line.startswith("def ") for line in lines[:number]) and lines[number - 1][0] == " "
    function = "__init__" if "def __init__" in program and lines[number - 1][0] == " " else "fit"
    head = f'  File "{folder}/fit.py", line {number}, in {function if inside else "<module>"}\n'
    log = f"Traceback (most recent call last):\n{head}    {failing}\n{rest}\n"
    return diagnose(log).diagnoses[0].fixes[0]


MASK = """
import torch
from torch import nn
{other}
attn = nn.MultiheadAttention(
    64, 4,
    dropout=0.1,
)
out, _ = attn(x, x, x, key_padding_mask=pad)
"""
MASKED = LIB.format("nn/functional.py", "multi_head_attention_forward") + (
    "AssertionError: Expected key_padded_mask.shape[0] to be 20, but got 8"
)


def test_an_argument_is_set_where_the_layer_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = "out, _ = attn(x, x, x, key_padding_mask=pad)"
    fix = first_fix(tmp_path, monkeypatch, MASK.format(other=""), failing, MASKED)
    assert fix.before is not None and fix.before.startswith("attn = nn.MultiheadAttention(")
    assert fix.after is not None and "dropout=0.1, batch_first=True,\n)" in fix.after


def test_of_two_layers_the_one_that_is_called_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = MASK.format(other="cross = nn.MultiheadAttention(64, 4)")
    failing = "out, _ = attn(x, x, x, key_padding_mask=pad)"
    fix = first_fix(tmp_path, monkeypatch, program, failing, MASKED)
    assert (fix.before or "").startswith("attn =")
    unknown = program.replace("out, _ = attn(", "out, _ = layers[0](")
    failing = failing.replace("attn(", "layers[0](")
    fix = first_fix(tmp_path, monkeypatch, unknown, failing, MASKED)
    assert fix.before is None


COMPILED = """
import torch
net = torch.compile(Net(){arguments})
print(net(x))
"""


@pytest.mark.parametrize("arguments, mended", [(", fullgraph=True", True), ("", False)])
def test_an_argument_is_taken_away_only_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, mended: bool
) -> None:
    rest = "torch._dynamo.exc.Unsupported: Data-dependent branching"
    program = COMPILED.format(arguments=arguments)
    fix = first_fix(tmp_path, monkeypatch, program, "print(net(x))", rest)
    assert (fix.after == "net = torch.compile(Net())") == mended
    assert "fullgraph" not in (fix.before or "") or mended


SCHEDULED = """
import torch
epochs = 5
plan = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=0.1, total_steps=epochs)
for epoch in range(epochs):
    for i, (x, y) in enumerate(loader):
        opt.step()
        {step}
"""


@pytest.mark.parametrize(
    "step, steps",
    [
        ("plan.step()", "total_steps=epochs * len(loader))"),
        ("if i % 4 == 0: plan.step()", None),
    ],
)
def test_a_schedule_gets_as_many_steps_as_its_loops_make(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, steps: str | None
) -> None:
    rest = LIB.format("optim/lr_scheduler.py", "step") + (
        "ValueError: Tried to step 6 times. The specified number of total steps is 5"
    )
    fix = first_fix(tmp_path, monkeypatch, SCHEDULED.format(step=step), step, rest)
    assert (fix.after or "").endswith(steps or "once per batch")


ADVERSARIAL = """
import torch
for real in loader:
    fake = gen(torch.randn(8, 16))
    d_fake = disc(fake)
    d_loss = bce(d_fake, zeros) + bce(disc(real), ones)
    d_loss.backward()
    opt_d.step()
    {score}
    g_loss = bce(score, ones)
    g_loss.backward()
"""
TWICE = LIB.format("_tensor.py", "backward") + (
    "RuntimeError: Trying to backward through the graph a second time (or directly access saved "
    "tensors after they have already been freed)."
)


@pytest.mark.parametrize("score, exact", [("score = disc(fake)", True), ("score = d_fake", False)])
def test_a_value_of_two_losses_is_detached_in_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, score: str, exact: bool
) -> None:
    program = ADVERSARIAL.format(score=score)
    fix = first_fix(tmp_path, monkeypatch, program, "g_loss.backward()", TWICE)
    assert (
        (fix.before, fix.after) == ("d_fake = disc(fake)", "d_fake = disc(fake.detach())")
    ) == exact


ROWS = """
import torch
from torch import nn
{vocab}
table = nn.Embedding({rows}, 16)
out = table(ids)
"""


@pytest.mark.parametrize(
    "vocab, rows, mended",
    [
        ("v = {w: i for i, w in enumerate(words, 1)}", "len(v)", "len(v) + 1"),
        ("v = {w: i + 1 for i, w in enumerate(words)}", "len(v)", "len(v) + 1"),
        ("v = {w: i for i, w in enumerate(words)}", "len(v)", None),
        ("n = int(ids.max())", "n", "n = int(ids.max()) + 1"),
        ("n = int(ids.max()) + 1", "n", None),
        ("n = ids.nunique()", "n", "n = ids.max() + 1"),
    ],
)
def test_a_table_gets_a_row_for_the_largest_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocab: str, rows: str, mended: str | None
) -> None:
    rest = LIB.format("nn/modules/sparse.py", "forward") + "IndexError: index out of range in self"
    program = ROWS.format(vocab=vocab, rows=rows)
    fix = first_fix(tmp_path, monkeypatch, program, "out = table(ids)", rest)
    if mended and " = " in mended:
        assert fix.after == mended
    else:
        assert (fix.after == f"table = nn.Embedding({mended}, 16)") == bool(mended)


def test_heads_that_divide_the_width_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
from torch import nn
width = 300
layer = nn.TransformerEncoderLayer(d_model=width, nhead=8)
"""
    failing = "layer = nn.TransformerEncoderLayer(d_model=width, nhead=8)"
    rest = "AssertionError: embed_dim must be divisible by num_heads"
    fix = first_fix(tmp_path, monkeypatch, program, failing, rest)
    assert fix.after == failing.replace("nhead=8", "nhead=6")


def test_a_late_super_moves_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = """
class Net(nn.Module):
    def __init__(self):
        self.a = nn.Linear(3, 3)
        self.b = nn.Linear(3, 3)
        super().__init__()
"""
    rest = "AttributeError: cannot assign module before Module.__init__() call"
    fix = first_fix(tmp_path, monkeypatch, program, "self.a = nn.Linear(3, 3)", rest)
    assert (fix.before or "").endswith("super().__init__()")
    assert (fix.after or "").startswith("super().__init__()\nself.a")


def test_updates_side_by_side_stand_under_one_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import torch
for step in range(9):
    loss.backward()
    w -= lr * w.grad
    b -= lr * b.grad
    count -= 1
"""
    rest = (
        "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."
    )
    fix = first_fix(tmp_path, monkeypatch, program, "w -= lr * w.grad", rest)
    assert fix.after == "with torch.no_grad():\n    w -= lr * w.grad\n    b -= lr * b.grad"


@pytest.mark.parametrize(
    "imports, spelt",
    [
        ("import torch\nimport torch.nn.functional as F\n", "F.interpolate("),
        ("import torch\nfrom torch import nn\n", "nn.functional.interpolate("),
        ("import torch\nimport sys\n", "torch.nn.functional.interpolate("),
    ],
)
def test_modules_are_called_as_the_program_imports_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imports: str, spelt: str
) -> None:
    program = f"{imports}\nu = torch.cat([u, d1], dim=1)\n"
    rest = (
        "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 64 but got "
        "size 65 for tensor number 1 in the list."
    )
    fix = first_fix(tmp_path, monkeypatch, program, "u = torch.cat([u, d1], dim=1)", rest)
    assert f"u = {spelt}" in (fix.after or "")


def test_a_group_of_parameters_gets_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import torch
opt = torch.optim.AdamW([
    {"params": a},
    {"param": b},
])
"""
    rest = LIB.format("optim/optimizer.py", "add_param_group") + "KeyError: 'params'"
    fix = first_fix(tmp_path, monkeypatch, program, "opt = torch.optim.AdamW([", rest)
    assert '{"params": b}' in (fix.after or "")


def test_a_picked_target_is_changed_in_the_call_alone() -> None:
    log = (
        'Traceback (most recent call last):\n  File "/w/t.py", line 3, in <module>\n'
        "    loss = criterion(scores, y[rows])\n"
        "RuntimeError: 0D or 1D target tensor expected, multi-target not supported\n"
    )
    fix = diagnose(log).diagnoses[0].fixes[0]
    assert (fix.after or "").startswith("loss = criterion(scores, y[rows].squeeze(1))")
