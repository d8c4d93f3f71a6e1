"""Sentences that were false, garbled or empty on code not seen before: each with a near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain

FOCAL = """
def f(z, y, mode):
    b = F.binary_cross_entropy_with_logits(z, y, reduction="none")
    p = torch.sigmoid(z)
    q = p * y + (1 - p) * (1 - y)
    l = w * (1 - q) ** 2 * b
    if mode == "mean":
        return l.mean()
    return l
"""
COLUMN = """
def f(df, group_col, name="amount"):
    t = pd.read_csv(df)
    a = t[name].quantile(0.9)
    g = t[group_col].unique()
    t.loc[t["n"] > 3, name] = 0
    return a, g
"""
STOPPING = """
def f(epochs, patience=5):
    best, bad = 0.0, 0
    for e in range(epochs):
        v = g(e)
        if v > best:
            best{reset} = v{zero}
        else:
            bad += 1
        if bad >= patience:
            print(e)
            break
    return best
"""
LASTING = """
def sync(src, dry):
    for root, dirs, files in os.walk(src):
        dirs[:] = [d for d in dirs if d != ".git"]
        for name in files:
            p = Path(root) / name
            if not dry:
                p.unlink()
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        (
            "start = time.time()\nwork()\nend_time = time.time()\nminutes = (end_time - start) / 60",
            "The time that has passed is counted from `start`",
            "left until",
        ),
        (
            "def get(d, k):\n    v = d.pop(k)\n    d[k] = v\n    return v\n"
            "def put(d, k, v):\n    d.pop(k, None)\n    d[k] = v",
            "Takes out of `d` what it holds under `k`, or nothing (`None`)",
            "again. Taken out",
        ),
        (
            "left = deadline - time.monotonic()",
            "That is how much time is left until `deadline`",
            "passed",
        ),
        (
            "if torch.cuda.is_available():\n    d = 'cuda'\n"
            "elif torch.backends.mps.is_available():\n    d = 'mps'\nelse:\n    d = 'cpu'",
            "then the GPU of an Apple chip (MPS)",
            "if nothing faster is available",
        ),
        (
            "if torch.cuda.is_available():\n    d = torch.device('cuda')\n"
            "else:\n    d = torch.device('cpu')",
            "if nothing faster is available",
            "Apple",
        ),
        (FOCAL, "returns the average of `l`", "What is left is averaged"),
        (COLUMN, "the column `name` of `t`", "of entry"),
        (COLUMN, 'the column `name` of the rows of `t` where `"n"` is greater', "df.loc"),
        (COLUMN, "istinct values of the column `group_col`", "Calls `unique`"),
        ("def f(d, i):\n    return d[i].unique()", "`d`", "column"),
        # Pronouns stand where pronouns can.
        ("def f(x, k=4):\n    v, i = torch.topk(x, k)\n    return v", "the `k` largest", "the it"),
        ("def f(path):\n    return pd.read_csv(path)", "the CSV file `path`", "file it"),
        ("def f(x):\n    return x / 2", "The code divides it by `2`", "`x` is"),
        # Ranges, and outside of them.
        ("ok = 0 <= x < 9", "`x` is at least `0` and less than `9`", "in between"),
        (
            "if not (0 <= y < h and 0 <= x < w):\n    f(x)\n    g(y)",
            "`y` is less than `0` (negative) or is at least `h` or `x` is less than",
            "not both",
        ),
        (
            "if a and not (0 <= y < h and 0 <= x < w):\n    f(x)\n    g(y)",
            "`a` is set and either `y` is less than",
            "not both",
        ),
        ("if a and not b[0]:\n    f(x)\n    g(y)", "of `b` is false or empty", "either"),
        # The largest entry is no length.
        (
            "n = max(p.grad.abs().max() for p in ps)\nif n > c:\n    for p in ps:\n"
            "        p.grad.mul_(c / n)",
            "multiplies",
            "by norm",
        ),
        (
            "n = f(ps)\nif n > c:\n    for p in ps:\n        p.grad.mul_(c / n)",
            "Gradient clipping by norm",
            "largest",
        ),
        ("k = -np.sum(p * np.log(p / q))", "uses the Kullback-Leibler", "It measures"),
        # Draws.
        ("i = torch.multinomial(w, 5)", "draws indices at random, `5` per row", "`5` index"),
        ("i = np.random.choice(n, 3, p=p)", "whole numbers from 0 up to `n`", "entries of `n`"),
        ("i = np.random.choice(xs, 3)", "entries of `xs` at random, `3` of them", "whole numbers"),
        # Several places at once.
        ("o = np.argsort(-x)\ny = x[o]\nz = y.sum()", "entries of `x` that `o` picks", "entry `o`"),
        ("for i in s:\n    a(x[i])\n    b(i)", "entry `i` of `x`", "picks"),
        ("v, i = m.max(dim=0)", "along dimension `0`, and its position", "called"),
        ("v, i = f(m, dim=0)", "`v` and `i`", "position"),
        ("c, *_ = np.linalg.lstsq(a, b)", "`c` (the rest is not used)", "*_"),
        ("c, d = f(a)", "`c` and `d`", "not used"),
        ("pad = ids == 0\nn = (~pad).sum(1)", "where `pad` is false", "opposite"),
        # What is behind a comprehension is not taken for a part of it.
        (
            "n = sum(p.size for p in ps) / 1e6",
            "ivides by `1e6` the sum of|dividing by `1e6` the sum of",
            "divided by",
        ),
        ("n = sum(ps) / 1e6", "sum of `ps`", "dividing"),
        (
            't = "\\n".join("".join(f(c) for c in row) for row in grid)',
            'oins with `"\\n"` in between what follows, for each `row` in `grid`: ',
            'grid` with `"\\n"`',
        ),
        ('t = ", ".join(f(c) for c in row)', 'joined with `", "`|oins', "what follows"),
        ("def f(k, s=None):\n    s = s or k\n    return s", "Sets `s` to `k` where", "Computes"),
        ("x = {**a, **(b or {})}", "all of `b` (where there is any)", "an empty dictionary"),
        ("y = math.exp(a * b + c)", "to the power of", "power the"),
        # Early stopping by all rounds, or by those in a row.
        (STOPPING.format(reset="", zero=""), "not only those in a row", "for so many rounds"),
        (STOPPING.format(reset=", bad", zero=", 0"), "there was no improvement", "in all"),
        # What is done for good belongs into the summary, and what is handed out.
        (LASTING, "leaves out some folders; and deletes `p`|and deletes `p`", "and returns"),
        ("def f(g):\n    yield from g()", "hands out one by one what comes from", "it starts"),
        (
            "def f(xs):\n    for x in xs:\n        if x:\n            yield x, x + 1",
            "hands out `x` and",
            "waits to be asked for the next; and",
        ),
        # Vectors have length one by what was done last.
        (
            "a = F.normalize(x, dim=-1)\nb = net(a) * 3\ns = b @ b.t() / t",
            "by a dot product",
            "cosine",
        ),
        (
            "x = x / x.norm(dim=-1, keepdim=True)\nx = x + y\ns = x @ x.T",
            "Takes the matrix product",
            "cosine similarity of",
        ),
        (
            "a = F.normalize(x, dim=-1).cpu()\nb = F.normalize(y, dim=-1)\ns = a @ b.t() / t",
            "cosine similarities",
            "by a dot product and",
        ),
        # The size of a head is the last, not the number of keys.
        (
            "s = q @ k.transpose(-2, -1)\ns = s / k.shape[-2] ** 0.5",
            "Compares every query",
            "whatever the head size",
        ),
        ("s = q @ k.transpose(-2, -1) / k.shape[-1] ** 0.5", "whatever the head size", "rows"),
        ("w = w - 0.01 * dw\nw -= 0.1 * w", "Subtracts `0.1` times `w`", "the gradient `w`"),
        (
            "@dataclass\nclass A:\n    t: set = field(default_factory=set, compare=False)\n"
            "    d: bool = field(default=False, compare=False)",
            "by default `False` (used unless another value is given). It is left out",
            "None",
        ),
        ("m = max(a or b, key=lambda c: c[0])", "of `a or b` for which", "or, where"),
        ("v, i = out.topk(max(ks), dim=1)", "the `max(ks)` largest values", "largest of `ks`"),
        ("_, p = out.topk(5, dim=1)", "the result is `p`, the second of its parts", "`_`"),
        ("def f(d, r):\n    return Path('x') / d / r", "Used in `Path", "part of a formula"),
    ],
)
def test_said_truly(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert any(s in text for s in said.split("|")), text
    assert unsaid not in text, text


MIXTURE = """
def f(x, m, v, l):
    r = torch.{shares}(l - 0.5 * v.log(), 1)
    k = r.sum(0)
    m = (r * x).sum(0) / k
    v = (r * ({a} - {b}) ** 2).sum(0) / k
    return m, v, k / len(x)
"""


@pytest.mark.parametrize(("a", "b"), [("x", "m"), ("m", "x")])
def test_a_spread_around_a_weighted_mean_is_no_error(a, b):
    text = told(MIXTURE.format(shares="softmax", a=a, b=b))
    assert "weighted variance" in text
    assert "squared error" not in text


def test_what_went_through_a_softmax_is_no_log_probability():
    assert "falls with every token" not in told(MIXTURE.format(shares="softmax", a="x", b="m"))
    assert "falls with every token" in told(MIXTURE.format(shares="log_softmax", a="x", b="m"))


def test_numpy_joins_in_brackets():
    code = "import numpy as np\n\n\ndef f(x, y):\n    return np.c_[x, y], np.r_[0, x], x[0, y]\n"
    text = told(code)
    assert "`x` and `y` side by side as columns" in text
    assert "`0` and `x` joined end to end" in text
    assert "entry" in text
