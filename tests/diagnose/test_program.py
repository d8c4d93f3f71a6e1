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


NO_GRAPH = LIB.format("_tensor.py", "backward") + (
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
)
POLICY = """
import torch
def act(state):
    with torch.no_grad():
        logits = policy(state)
    dist = Categorical(logits=logits)
    action = dist.sample()
    return action.item(), dist.log_prob(action)

log_probs, rewards = [], []
for t in range(9):
    action, lp = act(state)
    log_probs.append(lp)
    rewards.append(1.0)
returns = torch.tensor(rewards)
loss = -(torch.stack(log_probs) * returns).sum()
loss.backward()
"""


def test_a_block_without_gradients_is_found_through_functions_and_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = first_fix(tmp_path, monkeypatch, POLICY, "loss.backward()", NO_GRAPH)
    assert fix.before == "with torch.no_grad():" and "enable_grad" in (fix.after or "")


DICE = """
import torch
class Dice(torch.nn.Module):
    def forward(self, logits, target):
        pred = (torch.sigmoid(logits) > 0.5).float()
        return 1 - (pred * target).sum()

loss_fn = Dice()
loss = loss_fn(net(x), y)
loss.backward()
"""


def test_a_comparison_in_a_loss_of_ones_own_is_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fix = first_fix(tmp_path, monkeypatch, DICE, "loss.backward()", NO_GRAPH)
    assert fix.after == "pred = torch.sigmoid(logits)"
    frozen = DICE.replace(
        "loss_fn =", "for p in net.parameters(): p.requires_grad = False\nloss_fn ="
    )
    fix = first_fix(tmp_path, monkeypatch, frozen, "loss.backward()", NO_GRAPH)
    assert "sigmoid" not in (fix.after or "")


def test_what_a_loss_compares_with_needs_no_gradients(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import torch\ntarget = raw.detach()\nloss = f(x, target.long())\nloss.backward()\n"
    fix = first_fix(tmp_path, monkeypatch, program, "loss.backward()", NO_GRAPH)
    assert fix.before is None


@pytest.mark.parametrize(
    "above, before",
    [("x = torch.rand(9)\nu = net(x)", "u = net(x)"), ("u = kept[0]\ny = x + 1", None)],
)
def test_what_is_differentiated_by_asks_for_gradients_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, above: str, before: str | None
) -> None:
    failing = "du = torch.autograd.grad(u.sum(), x)[0]"
    rest = "RuntimeError: One of the differentiated Tensors does not require grad"
    program = f"import torch\n{above}\n{failing}"
    fix = first_fix(tmp_path, monkeypatch, program, failing, rest)
    assert fix.before == before
    assert "x.requires_grad_()" in (fix.after or "")


@pytest.mark.parametrize(
    "size, mended", [("(img // 4) ** 2", "(img // 4) ** 2 + 1"), ("img * 9", None)]
)
def test_a_table_of_positions_gets_a_place_for_the_token_of_the_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str, mended: str | None
) -> None:
    program = f"""
import torch
class Vit(torch.nn.Module):
    def __init__(self, img=32):
        self.pos = torch.nn.Parameter(torch.zeros(1, {size}, 48))

    def forward(self, x):
        return x + self.pos
"""
    rest = (
        "RuntimeError: The size of tensor a (65) must match the size of tensor b (64) at "
        "non-singleton dimension 1"
    )
    fix = first_fix(tmp_path, monkeypatch, program, "return x + self.pos", rest)
    wanted = f"self.pos = torch.nn.Parameter(torch.zeros(1, {mended}, 48))"
    assert (fix.after == wanted) == bool(mended)


@pytest.mark.parametrize("end, mended", [("len(c)", True), ("n", False)])
def test_a_loop_that_reaches_ahead_ends_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, mended: bool
) -> None:
    program = f"import torch\nfor i in range({end}):\n    add(c[i], c[i + 1])\n"
    rest = "IndexError: list index out of range"
    fix = first_fix(tmp_path, monkeypatch, program, "add(c[i], c[i + 1])", rest)
    assert (fix.after == "for i in range(len(c) - 1):") == mended


def test_a_batch_that_is_a_dictionary_is_taken_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import torch
class Rows(torch.utils.data.Dataset):
    def __getitem__(self, i):
        return {"x": self.x[i], "y": self.y[i]}

for x, y in loader:
    out = net(x)
"""
    rest = "TypeError: linear(): argument 'input' (position 1) must be Tensor, not str"
    fix = first_fix(tmp_path, monkeypatch, program, "out = net(x)", rest)
    assert fix.after == 'for batch in loader:\n    x, y = batch["x"], batch["y"]'
    fix = first_fix(tmp_path, monkeypatch, program.replace("x, y in", "x in"), "out = net(x)", rest)
    assert fix.before is None


@pytest.mark.parametrize("given", ["model.state_dict().items()", "pairs.items()"])
def test_counters_in_a_state_are_not_averaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    program = f"import torch\nfor k, e in {given}:\n    e.mul_(decay).add_(v)\n"
    rest = "RuntimeError: result type Float can't be cast to the desired output type Long"
    fix = first_fix(tmp_path, monkeypatch, program, "e.mul_(decay).add_(v)", rest)
    assert ("is_floating_point" in (fix.after or "")) == ("state_dict" in given)


@pytest.mark.parametrize(
    "hook, mended",
    [("save(1)", "layer.register_forward_hook(save(1))"), ("keep(m)", "lambda m, i, *_: keep(m)")],
)
def test_a_lambda_takes_what_it_is_called_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: str, mended: str
) -> None:
    program = f"""
import torch
def save(name):
    def hook(module, inputs, output):
        features[name] = output
    return hook

layer.register_forward_hook(lambda m, i: {hook})
net(x)
"""
    rest = LIB.format("nn/modules/module.py", "_call_impl") + (
        "TypeError: <lambda>() takes 2 positional arguments but 3 were given"
    )
    fix = first_fix(tmp_path, monkeypatch, program, "net(x)", rest)
    assert mended in (fix.after or "")


@pytest.mark.parametrize("library, told", [("torch", True), ("flask", False)])
def test_a_plain_error_is_told_where_the_program_imports_a_library_of_learning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, told: bool
) -> None:
    (tmp_path / "run.py").write_text(f"import {library}\n\ns = Plateau(o, verbose=True)\n")
    monkeypatch.chdir(tmp_path)
    frame = f'  File "{tmp_path}/run.py", line 3, in <module>\n    s = Plateau(o, verbose=True)\n'
    error = "TypeError: Plateau.__init__() got an unexpected keyword argument 'verbose'"
    log = f"Traceback (most recent call last):\n{frame}{error}\n"
    assert bool(diagnose(log).diagnoses) == told


@pytest.mark.parametrize(
    "made, moved", [("sampler = DistributedSampler(ds)", True), ("x = f()", False)]
)
def test_a_group_is_joined_before_what_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, moved: bool
) -> None:
    program = f"""
import torch.distributed as dist
{made}
{"x = g(x)" if not moved else "port = 1"}
dist.init_process_group("gloo", rank=rank)
"""
    rest = LIB.format("distributed/distributed_c10d.py", "get_rank") + (
        "ValueError: Default process group has not been initialized, please make sure to call "
        "init_process_group."
    )
    fix = first_fix(tmp_path, monkeypatch, program, made, rest)
    assert (fix.after or "").endswith(f"rank=rank)\n{made}") == moved


@pytest.mark.parametrize("between, both", [("", True), ("extra()\n", False)])
def test_two_losses_go_backward_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, between: str, both: bool
) -> None:
    program = f"import torch\nz = f(x)\na = g(z)\nb = h(z)\na.backward()\n{between}b.backward()\n"
    fix = first_fix(tmp_path, monkeypatch, program, "b.backward()", TWICE)
    assert (fix.before == "a.backward()\nb.backward()") == both
    assert (fix.after or "").startswith("(a + b).backward()")


def test_gradients_that_stay_off_are_switched_off_for_the_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import torch
def validate(x):
    torch.set_grad_enabled(False)
    return net(x)

loss = net(x).sum()
loss.backward()
"""
    fix = first_fix(tmp_path, monkeypatch, program, "loss.backward()", NO_GRAPH)
    assert fix.before == "def validate(x):\n    torch.set_grad_enabled(False)"
    assert fix.after == "@torch.no_grad()\ndef validate(x):"
    local = program.replace("torch.set_grad_enabled(False)", "with torch.no_grad(): keep(x)")
    fix = first_fix(tmp_path, monkeypatch, local, "loss.backward()", NO_GRAPH)
    assert fix.before is None


def test_a_data_set_counts_what_its_index_goes_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = """
import torch
class Pairs:
    def __getitem__(self, i):
        return self.a[i], self.b[i]

loader = torch.utils.data.DataLoader(Pairs(), shuffle=True)
"""
    failing = "loader = torch.utils.data.DataLoader(Pairs(), shuffle=True)"
    rest = LIB.format("utils/data/sampler.py", "num_samples") + (
        "TypeError: object of type 'Pairs' has no len()"
    )
    fix = first_fix(tmp_path, monkeypatch, program, failing, rest)
    assert fix.after == "def __len__(self):\n    return len(self.a)\n\ndef __getitem__(self, i):"


@pytest.mark.parametrize(
    "line, error, wanted",
    [
        (
            "att = x @ w[0] + b[0]",
            "RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x2 and 1x2)",
            "att = x @ w[0].T + b[0]",
        ),
        (
            "pe[:, 0::2] = torch.sin(position * div_term)",
            "RuntimeError: The size of tensor a (100) must match the size of tensor b (8) at "
            "non-singleton dimension 0",
            "pe[:, 0::2] = torch.sin(position[:, None] * div_term)",
        ),
        (
            "z = torch.cat([v, h], dim=1)",
            "RuntimeError: Tensors must have same number of dimensions: got 2 and 3",
            "z = torch.cat([v, h[-1]], dim=1)",
        ),
        (
            "return torch.tensor(xs)",
            "ValueError: only one element tensors can be converted to Python scalars",
            "return torch.stack(xs)",
        ),
    ],
)
def test_one_expression_of_the_line_is_exchanged(line: str, error: str, wanted: str) -> None:
    log = (
        f'Traceback (most recent call last):\n  File "/w/t.py", line 3, in f\n    {line}\n{error}\n'
    )
    assert diagnose(log).diagnoses[0].fixes[0].after == wanted


UNSTORED = """
import torch
from torch import nn
class Mix(nn.Module):
    def __init__(self, {given}):
        super().__init__()
        self.ce = nn.CrossEntropyLoss()
    def forward(self, x, y):
        return (
            self.alpha * self.ce(x, y)
        )
print(Mix(0.5)(torch.zeros(1, 2), torch.tensor([1])))
"""


@pytest.mark.parametrize("given, mended", [("alpha", True), ("rate", False)])
def test_an_argument_that_init_does_not_keep_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, mended: bool
) -> None:
    rest = LIB.format("nn/modules/module.py", "__getattr__") + (
        "AttributeError: 'Mix' object has no attribute 'alpha'"
    )
    program = UNSTORED.format(given=given)
    fix = first_fix(tmp_path, monkeypatch, program, "self.alpha * self.ce(x, y)", rest)
    assert (fix.after == "super().__init__()\nself.alpha = alpha") == mended


HALVED = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, hidden=32, latent=8):
        super().__init__()
        self.stats = nn.Linear(hidden, latent)
        self.out = nn.Linear(latent, 4)
    def forward(self, h):
        {halves}
        return self.out(mu)
print(Net()(torch.zeros(5, 32)))
"""


@pytest.mark.parametrize(
    "halves, mended",
    [
        ("mu, log_var = self.stats(h).chunk(2, dim=-1)", True),
        ("both = self.stats(h); mu, log_var = both.chunk(2, -1)", True),
        ("mu, a, b = self.stats(h).chunk(3, dim=-1)", False),
    ],
)
def test_a_layer_that_is_cut_in_two_is_made_twice_as_wide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, halves: str, mended: bool
) -> None:
    rest = LIB.format("nn/modules/linear.py", "forward") + (
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5x4 and 8x4)"
    )
    program = HALVED.format(halves=halves)
    fix = first_fix(tmp_path, monkeypatch, program, "return self.out(mu)", rest)
    assert (fix.after == "self.stats = nn.Linear(hidden, 2 * latent)") == mended


RAGGED = """
import numpy as np
import torch
ids = [[len(w) for w in t.split()] for t in ("a bc", "d")]
x = np.array(ids)
{use}
"""


@pytest.mark.parametrize("use, mended", [("x = torch.from_numpy(x)", True), ("print(x)", False)])
def test_rows_of_a_tensor_are_filled_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: str, mended: bool
) -> None:
    rest = (
        "ValueError: setting an array element with a sequence. The requested array has an "
        "inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part."
    )
    fix = first_fix(tmp_path, monkeypatch, RAGGED.format(use=use), "x = np.array(ids)", rest)
    assert ("[0] * (max(map(len, ids)) - len(row))" in (fix.after or "")) == mended


ANSWERS = """
from datasets import Dataset
from transformers import Trainer
rows = Dataset.from_dict({{"text": texts, "{name}": marks}})
trainer = Trainer(model=model, train_dataset=rows)
trainer.train()
"""


@pytest.mark.parametrize("name, mended", [("sentiment", True), ("length", False)])
def test_the_column_with_the_answers_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mended: bool
) -> None:
    rest = (
        "ValueError: The model did not return a loss from the inputs, only the following keys: logits. "
        "For reference, the inputs it received are input_ids,attention_mask."
    )
    fix = first_fix(tmp_path, monkeypatch, ANSWERS.format(name=name), "trainer.train()", rest)
    assert (f'rename_column("{name}", "labels")' in (fix.after or "")) == mended


@pytest.mark.parametrize("ran_in", ["/app", "/workspace/repo/src", r"C:\Users\Ida\run"])
@pytest.mark.parametrize("line_stands", [True, False])
def test_a_program_that_ran_elsewhere_is_found_by_the_end_of_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ran_in: str, line_stands: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = MASK.format(other="").strip().splitlines()
    failing = lines[-1]
    (tmp_path / "fit.py").write_text(
        "\n".join(lines if line_stands else [*lines[:-1], "", failing]) + "\n", encoding="utf-8"
    )
    separator = "\\" if "\\" in ran_in else "/"
    head = f'  File "{ran_in}{separator}fit.py", line {len(lines)}, in <module>\n'
    log = f"Traceback (most recent call last):\n{head}    {failing}\n{MASKED}\n"
    fix = diagnose(log).diagnoses[0].fixes[0]
    told = fix.before is not None and fix.before.startswith("attn = nn.MultiheadAttention(")
    assert told == line_stands


TERMS = """
import torch
terms = []
for part in parts:
    terms.append(model(part).mean())
total = torch.tensor([{entry} for t in terms{condition}])
loss = total.sum()
loss.backward()
"""
NO_GRAD = LIB.format("_tensor.py", "backward") + (
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
)


@pytest.mark.parametrize(
    "entry, condition, mended",
    [
        ("t.item()", "", "total = torch.stack(terms)"),
        ("t.item()", " if t > 0", "total = torch.stack([t for t in terms if t > 0])"),
        ("2 * t", "", None),
    ],
)
def test_values_of_a_list_are_stacked_with_their_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, condition: str, mended: str | None
) -> None:
    program = TERMS.format(entry=entry, condition=condition)
    fix = first_fix(tmp_path, monkeypatch, program, "loss.backward()", NO_GRAD)
    assert (fix.after == mended) if mended else "torch.stack" not in (fix.after or "")


ENCODED = """
from transformers import AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")
enc = {made}
enc = {{k: v.to(device) for k, v in enc.items()}}
"""


@pytest.mark.parametrize(
    "made, tensors", [("tokenizer(texts, padding=True)", True), ("read_batch(texts)", False)]
)
def test_lists_of_a_tokenizer_are_asked_for_as_tensors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, tensors: bool
) -> None:
    failing = "enc = {k: v.to(device) for k, v in enc.items()}"
    rest = "AttributeError: 'list' object has no attribute 'to'"
    fix = first_fix(tmp_path, monkeypatch, ENCODED.format(made=made), failing, rest)
    assert (fix.before == f"enc = {made}") == tensors
