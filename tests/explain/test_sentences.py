"""Expressions and statements are told from the inside out, in words, and told right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain import explain


def told(code: str) -> str:
    """All sentences on a snippet, the parameters' too."""
    explanation = explain(code, model=None)
    return " ".join(
        [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    )


@pytest.mark.parametrize(
    ("code", "claims"),
    [
        ("o = s.softmax(-1) @ v", ["turns `s` into probabilities", "matrix product of the result"]),
        ("x = a[..., :-1]", ["`a` without its last entry along the last dimension"]),
        ("x = a[:, -3:]", ["the last `3` entries of `a` along the second dimension"]),
        ("x = a[::-1]", ["`a` in reverse order"]),
        ("x = a[:, None]", ["a new second dimension"]),
        ("x = a[a > 0]", ["the entries of `a` where `a` is greater than `0`"]),
        ("x = load(y).to(device)", ["moves what `load` gives", "to `device`"]),
        ("t = reply(y).decode('utf-8')", ["into text"]),
        ("n = x.shape[0]", ["the size of the first dimension of `x`"]),
        ("import torch\ny = torch.reshape(x, (-1,))", ["flattens `x` into one dimension"]),
        ("x = torch.ones(4, 3)\ny = x.view(-1, 2)", ["turns `x` into rows of `2`"]),
        ("x = torch.ones(4, 3)\ny = x.view(2, -1)", ["turns `x` into `2` rows"]),
        ("x = torch.ones(4, 3)\ny = x.view(len(x), -1)", ["flattens each entry of `x`"]),
        ("x = torch.ones(4, 3)\ny = x.reshape(1, -1)", ["turns `x` into a single row"]),
        ("x = torch.ones(4, 3)\ny = x.reshape(-1, 1)", ["turns `x` into a single column"]),
        ("x = torch.ones(4, 6)\ny = x.view(4, -1, 2)", ["the shape `4` by the rest by `2`"]),
        ("d = ds.map(tok, num_proc=4)", ["`num_proc` set to `4`"]),
        ("y = x ** 2 // n % m", ["square", "drops the fraction", "remainder"]),
        ("y = (a + b) * c", ["the sum of `a` and `b`"]),
        ("best = min(p, key=lambda n: d[n])", ["for which entry `n` of `d` is smallest"]),
        ("top = sorted(words, key=len, reverse=True)[:3]", ["the first `3`", "the largest first"]),
        ("n = sum(1 for x in xs if x > 3)", ["the number of", "where `x` is greater than `3`"]),
        (
            "r = next((r for r in rows if r.ok), None)",
            ["the first `r` in `rows`", "if there is none"],
        ),
        ("ok = all(x > 0 for x in xs)", ["is greater than `0` (positive) for every `x` in `xs`"]),
        ("ok = 0 < x <= 9", ["`x` is greater than `0` and at most `9`"]),
        ("ok = not (a in s or b in s)", ["neither `a` is in `s` nor `b` is in `s`"]),
        ("print(f'{a} of {b:.2f}')", ["`a` and `b` (with 2 decimals) filled in"]),
        ("d = {'loss': l, 'step': s}", ["`l` under `'loss'`", "`s` under `'step'`"]),
        ("d[k] = v + 1", ["`v` plus `1`", "entry `k` of `d`"]),
        ("x = cfg.get('lr', 0.1)", ["looks up `'lr'` in `cfg`"]),
        ("best = float('inf')", ["infinity"]),
        ("a, b = b, a", ["swaps"]),
        ("for _ in range(40):\n    f()\n    g()", ["repeats the following `40` times"]),
        ("for i in range(len(xs)):\n    f(i)\n    g(i)", ["each position `i` in `xs`"]),
        ("for i in range(1, n + 1):\n    f(i)\n    g(i)", ["from `1` to `n`"]),
        ("for k, v in d.items():\n    f(k)\n    g(v)", ["each key `k` and value `v` of `d`"]),
        ("while not q.empty() and n < 3:\n    n += 1", ["`n` is less than `3`", "as long as"]),
        ("if x % 2:\n    f(x)", ["`x` is not a multiple of `2`"]),
        ("raise ValueError(f'bad {x}') from e", ["`ValueError`", "tells `x`"]),
        ("def g(n):\n    yield from walk(n)", ["one by one"]),
        ("with lock:\n    n += 1", ["holds the lock `lock`"]),
        ("@property\ndef size(self):\n    return self.n", ["read like an attribute"]),
        ("@torch.no_grad()\ndef f(m, x):\n    return m(x)", ["without gradients being recorded"]),
        ("@app.route('/x')\ndef f():\n    return 1", ["requests to that path"]),
        (
            "class A(Base):\n    def __init__(self, n):\n        self.n = n",
            ["keeps `n` as `self.n`"],
        ),
        (
            "try:\n    f()\nexcept (OSError, ValueError):\n    g()",
            ["catch `OSError` or `ValueError`"],
        ),
        ("g = (x * x for x in xs)", ["one at a time"]),
        ("f = lambda x: x + 1", ["a function of `x` that gives `x` plus `1`"]),
        ("s = s.strip('[]')", ["the characters `'[]'`"]),
    ],
)
def test_what_is_said(code: str, claims: list[str]) -> None:
    text = told(code).lower()
    assert not [c for c in claims if c.lower() not in text], text


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("import numpy as np\nx = np.random.randint(10, size=5)", ["from `10`"]),
        ("import torch\nx = torch.randint(10, (3, 4))", ["from `10`", "up to `(3, 4)`"]),
        ("import torch\nx = torch.arange(7)", ["from `7`"]),
        ("x = x.view(-1, 64)", ["long vector"]),
        ("enc = Encoder(vocab, 256)", ["runs", "through"]),
        ("class Net:\n    pass\n\nm = Net(3)", ["runs `3`"]),
        ("def f(a, b=0):\n    return {'a': [a, b]}", ["not used"]),
        ("def f(x):\n    y = x\n    return y", ["not used"]),
        ("t = time.time() - 3600", ["have passed"]),
        ("try:\n    f()\nfinally:\n    g()", ["catch", "error is raised"]),
        ("ok = not a or b", ["not the case that"]),
        ("s = a @ b.T / 0.07", ["scales", "multiplies the result by `0.07`"]),
        ("lr = lo + 0.5 * (hi - lo) * (1 + math.cos(math.pi * t))", ["from 1 to 0"]),
        ("norm = np.linalg.norm(x)", ["normalisation layer"]),
        ("def f(self):\n    return self.T", ["transpose"]),
        ("x = a or b", ["whether"]),
        ("g = (x for x in xs)", ["list"]),
        ("for x in xs:\n    f(x)\n    g(x)\nelse:\n    h()", ["otherwise"]),
        ("def f():\n    yield", ["`None`"]),
        ("k = self.W_key(x)", ["new `self"]),
        ("y = D(x)", ["new `D"]),
        ("xs[:] = ys", ["copy"]),
        ("p = root / 'data' / name", ["divides", "divided"]),
        ("for i in range(n):\n    q = (yield i)", ["computes `yield"]),
    ],
)
def test_what_is_not_said(code: str, never: list[str]) -> None:
    text = told(code).lower()
    assert not [n for n in never if n.lower() in text], text


_NAMES = st.sampled_from(["a", "bb", "xs", "self.w", "n_1"])
_LEAVES = st.one_of(_NAMES, st.sampled_from(["1", "0.5", "'t'", "None", "-2"]))
_EXPRESSIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(
            inner,
            st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "@", "&", "<", "and"]),
            inner,
        ).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(_NAMES, inner, inner).map(lambda t: f"{t[0]}({t[1]}, key={t[2]})"),
        st.tuples(_NAMES, inner).map(lambda t: f"{t[0]}[{t[1]}]"),
        st.tuples(_NAMES, inner).map(lambda t: f"{t[0]}[:, {t[1]}:]"),
        st.tuples(inner, inner).map(lambda t: f"[{t[0]} for i in xs if {t[1]}]"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        inner.map(lambda t: f"(not {t})"),
        inner.map(lambda t: f"f'{{xs}} {{bb}}'.join({t})"),
        inner.map(lambda t: f"(lambda i: {t})"),
        st.tuples(inner, inner).map(lambda t: f"{{{t[0]}: {t[1]}}}"),
    ),
    max_leaves=8,
)


@given(_EXPRESSIONS, st.sampled_from(["y = {}", "return {}", "f({})", "y += {}", "if {}: y = 1"]))
def test_any_expression_is_told_with_its_own_names(expression: str, form: str) -> None:
    code = "def g(a, bb):\n    " + form.format(expression)
    said = told(code)
    assert said
    known = set(re.findall(r"\w+", code))
    for quote in re.findall(r"`([^`]+)`", said):
        assert set(re.findall(r"\w+", quote)) <= known


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        ("g = torch.Generator()\ng.manual_seed(e)", "Seeds `g` with `e`", "PyTorch's"),
        ("s = (a + b,) * 2 + (n,)", "repeated `2` times, followed by a tuple of `n`", "plies"),
        ("z = np.zeros(3)\ns = z + (a, b)", "to `z`", "followed by"),
        ("y = cast(d.pop(), 3)\nn = len(d.items()[0]['k']['j'])", "the entry `'j'`", "what what"),
        ("q = X[:, labels == c]", "second dimension where `labels` equals `c`", "zero elsewhere"),
        ("if t.count('/') == 1:\n    f(t)", "the number of times", "the counts"),
        ("n = np.bincount(y, w)", "weighted by `w`", "with `w`"),
        ("y = typing.cast(int, s) if s else 1", "taken for `int`", "told"),
        ("def f(p, xp):\n    return xp.sum(p)", "`xp.sum`", "along dimension"),
        ("p = torch.nn.Parameter(t, requires_grad=False)", "a parameter", "trainable"),
        ("def f(n):\n    return importlib.import_module(n)", "module named `n`", "imported"),
        ("if isinstance(x, (int, list)):\n    f(x)", "an `int` or `list`", "a `int`"),
        ("def f(x):\n    g(isinstance(x, (str, list)))", "a `str` or `list`", "the pair"),
        ("if t.startswith(('a', 'b')):\n    f(t)", "with `'a'` or `'b'`", "('a'"),
    ],
)
def test_what_is_not_done_is_not_said(code: str, said: str, unsaid: str) -> None:
    assert said in told(code)
    assert unsaid not in told(code)


@pytest.mark.parametrize(
    ("code", "says", "never"),
    [
        ("w.copy_(v)", "Copies the values of `v` into `w`", "copy_"),
        (
            "def f(tree, keys):\n    at = {'a': tree}\n    for k in keys:\n        at = at[k]\n"
            "    return at",
            "Returns `at`",
            "dictionary `at`",
        ),
        (
            "class Net(LightningModule):\n    def __init__(self, width, depth=2):\n"
            "        super().__init__()\n        self.save_hyperparameters()",
            "`2` unless given",
            "not used",
        ),
        (
            "for _ in range(9):\n    q = 1 / (1 + np.exp(-(a @ w)))\n    w += r * a.T @ (q - z)",
            "squeezed by the sigmoid",
            "gradient descent",
        ),
    ],
)
def test_claims_no_more_than_the_code_shows(code: str, says: str, never: str) -> None:
    text = told(code) + explain(code, model=None).summary
    assert says in text
    assert never not in text
