"""Sentences on model code and algorithms that were false, garbled or said twice: each with a near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain

GROUPS = """
def f(x, k, e):
    y = x{shaped}
    m = y.mean(-1, keepdim=True)
    v = y.var(-1, keepdim=True, unbiased=False)
    y = (y - m) * torch.rsqrt(v + e)
    return y
"""
EVERY_FIFTH = """
for x in loader:
    loss = net(x).mean()
    {always}
    if i % 5 == 0:
        {here}
        opt.step()
        opt.zero_grad()
    i += 1
"""
ENDED = """
for i, b in enumerate(loader):
    if i >= 8:
        {end}
    g(b)
"""
PIECES = """
def f(m, x, n, k):
    for i in {source}:
        m(x[i])
"""
EDGES = """
def f(x, e, w):
    a, b = e
    y = torch.zeros_like(x).index_add_(0, b, x[a] * w)
    return y
"""
FLOOR = """
def f(l, y):
    n = (y == 1).sum().clamp(min=1)
    return l.sum() / {n}
"""
HEAP = """
def f(g, s):
    q, d = [(0, s)], {s: 0}
    while q:
        c, u = heappop(q)
        if c > d[u]:
            continue
        for v, w in g[u]:
            k = c + w
            if k < d.get(v, inf):
                d[v] = k
                heappush(q, (k, v))
    return d
"""
DECODED = """
def f(p):
    best, out = p.argmax(-1).tolist(), []
    prev = 0
    for i in best:
        if i != prev and i != 0:
            out.append(i)
        prev = i
    return out
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # Normalised over what the last dimension is.
        (GROUPS.format(shaped=".reshape(len(x), k, -1)"), "mean 0 and variance 1", "layer norm"),
        (GROUPS.format(shaped=".float()"), "layer normalisation", "group"),
        # A branch that trains by itself adds up nothing.
        (EVERY_FIFTH.format(always="g()", here="loss.backward()"), "multiple of `5`", "ccumulat"),
        (EVERY_FIFTH.format(always="loss.backward()", here="g()"), "accumulation", "opt` takes"),
        # What ends a round, and what does not.
        (ENDED.format(end="break"), "no more than the first `8` rounds get past", "nothing of it"),
        (ENDED.format(end="h(b)"), "nothing of it happens in the first `8`", "get past"),
        # Points on a line stand within what is computed of them.
        (
            "h = (b - a) / n\ns = 0\nfor i in range(n):\n    s += f(a + i * h)",
            "the points taken between `a` and `b` are evenly spaced",
            "This goes in a straight line",
        ),
        # Parts, and what is cut.
        ("a = np.split(x, 4, axis=1)", "into `4` equal parts", "equal parts or"),
        ("a = np.split(x, [2, 5])", "at the positions", "equal parts"),
        # The number e, and a name.
        ("e = (e - e.max()).exp()", "the exponential", "raises e to"),
        ("s = (s - s.max()).exp()", "raises e to the power of", "takes the exponential"),
        # Several entries at once.
        (PIECES.format(source="torch.randperm(n).split(k)"), "that `i` picks", "entry `i`"),
        (PIECES.format(source="range(n)"), "entry `i` of `x`", "picks"),
        (EDGES, "the entries of `x` that `a` picks", "entry `a`"),
        ("i = np.random.choice(n, k)\ny = x[i]", "that `i` picks", "entry `i`"),
        ("i = np.random.choice(n)\ny = x[i]", "`x`", "picks"),
        # Once is enough.
        (FLOOR.format(n="n"), "keeps the division below", "The floor"),
        (FLOOR.format(n="n.clamp(min=1)"), "`n`", "keeps the division below from x"),
        (HEAP, "Skips `u`", "goes on with the next round"),
        (HEAP, "`d` takes it over", "If `k` is less than"),
        (DECODED, "greedy", "repeats are dropped, and the blank is left out"),
        # Parts of a whole.
        (
            "def f(x):\n    return F.elu(x)",
            "`x` with its negative values bent",
            "the negative values of `x`",
        ),
        (
            "if c:\n    return F.relu(a + b)\n    g()",
            ", its negative values set to zero",
            "`b` with its",
        ),
        ("y = x.mean(dim=(2, 3))", "along dimensions `2` and `3`", "(2, 3)"),
        ("y = x.mean(dim=2)", "along dimension `2`", "dimensions"),
        (
            "y = x.reshape(*x.shape[:-1], -1, 2)",
            "the shape `(*x.shape[:-1], -1, 2)`",
            "by the rest",
        ),
        ("y = x[None, :, None, None]", "new first, third and fourth dimensions", "and third and"),
        ("f = [0] * len(p)", "`len(p)` zeros", "of the length of `p` zeros"),
        ("l = nn.Linear(d, 2 * n * h)", "to `2 * n * h` features", "the result features"),
        # A number is zero or is not.
        ("m = np.median(x)\nif m:\n    g(m)\n    h(m)", "If `m` is not zero", "is set"),
        ("m = load(x)\nif m:\n    g(m)\n    h(m)", "If `m` is set", "zero"),
        # What a parameter is for.
        (
            "def f(x, eos=None):\n    if eos is not None and x == eos:\n        return 1\n    return 2",
            "whether `x` equals `eos`",
            "used to tell whether `eos` is given",
        ),
        # What is opened for a block, and what its library makes.
        (
            "with profile(activities=[a], schedule=schedule(wait=1)) as p:\n    g(p)\n    h(p)",
            "records how long each operation takes",
            "plans which steps",
        ),
        ("print(t.encode('a').tokens)", "`tokens` of what `t.encode` gives", "of the token ids"),
        ("print(np.isin(a, b))", "the mask of which of `a` occur in `b`", "result of a call"),
    ],
)
def test_said_of_models(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text
