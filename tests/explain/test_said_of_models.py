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
CG = """
def f(A, b, e):
    x = np.zeros_like(b)
    r = b - A @ x
    p = r.copy()
    s = r @ r
    while s > e:
        q = A @ p
        a = s / (p @ q)
        x += a * p
        r -= a * q
        n = r @ r
        p = r + n / s * p
        s = n
    return x
"""
Q_LEARNING = """
for e in range(9):
    s, _ = env.reset(seed=e)
    done = False
    while not done:
        a = f(s)
        n, r, done, cut, _ = env.step(a)
        q[s, a] += 0.1 * (r + 0.9 * q[n].max() - q[s, a])
        s = n
"""
STABLE_THEN_DOWN = """
def f(step, total, start):
    if step < start:
        return 1.0
    k = (step - start) / (total - start)
    return 1 - k
"""
VELOCITY = """
t = torch.randint(0, n, (len(x),))
e = torch.randn_like(x)
y = a * x + b * e
v = {v}
loss = F.mse_loss(net(y, t), v)
loss.backward()
opt.step()
"""
BACK = """
for t in range(n):
    h = np.tanh(Wx @ x[t] + Wh @ h + b)
p = softmax(h)
d = p - y
g = Wh.T @ d
"""
FINISHED = """
f = torch.zeros(n, dtype=torch.bool)
while not f.all():
    c = g(c)
    c[f] = e
    f |= c == e
"""
CACHE = """
class L:
    def __init__(self, c):
        self.c = c
        self.d = OrderedDict()

    def put(self, k, v):
        self.d[k] = v
        self.d.move_to_end(k)
        if len(self.d) > self.c:
            self.d.popitem(last=False)
"""
PLATEAU = """
class P:
    def __init__(self, n):
        self.n = n
        self.best, self.bad = 9.0, 0

    def step(self, v):
        self.bad += 1
        if self.bad > self.n:
            print(v)
            self.bad = 0
"""
KAHN = """
def f(g, c):
    q = deque(u for u in g if c[u] == 0)
    r = []
    while q:
        u = q.popleft()
        r.append(u)
        for v in g[u]:
            c[v] -= 1
            if c[v] == 0:
                q.append(v)
    for a, b in g.items():
        c[b] += 1
    return r
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
        (
            "def f(x, w):\n    m = (x[:, None] - x[None, :]).abs() > w\n    return m",
            "Used in `(x[:, None] - x[None, :]).abs() > w`",
            "tell whether the absolute",
        ),
        (
            "def f(n, h, d):\n    k = torch.zeros(n, h, d)\n    return k",
            "The size of the second dimension of `k`",
            "Used where the code makes",
        ),
        # What a name will hold, and what a verb has told.
        (
            "q = []\nfor _ in range(n):\n    p = m(x).softmax(-1)\n    t = torch.multinomial(p, 1)"
            "\n    q.append(p)",
            "`q`",
            "`q`, every",
        ),
        ("r = torch.sigmoid(a + b)\nn = g(r)", "with the sigmoid", "`r`, the sigmoid"),
        (
            Q_LEARNING,
            "`s` (the state; the rest is not used)",
            ") (the rest",
        ),
        # Matrices, vectors, and several factors.
        ("r = b - A @ x\ns = r @ r", "the product of `r` with itself", "matrices"),
        ("y = a @ h @ w", "the matrix product of `a`, `h` and `w`", "product of the matrix"),
        # One number, truths, and what is given to what.
        ("if torch.rand(()) > p:\n    g()\n    h()", "one uniform random number", "empty tuple"),
        ("d = d.masked_fill(~a | b, 0)", "`a` is false or `b` is true", "is set"),
        (
            "t = [[False] * n for _ in w]\nif t[i][c]:\n    g()\n    h()",
            "is true",
            "true or not empty",
        ),
        (
            "def f(d, z, x):\n    return 1 + F.binary_cross_entropy_with_logits(d(z), x, reduction='none')",
            "between the logits `d(z)` and `x`",
            "what `d` gives for `z` and",
        ),
        ("y = F.pad(x, (a // 2, a - a // 2))", "by `(a // 2, a - a // 2)`", "whole part"),
        ("y = z.reshape(-1, z.size(-1))", "rows of `z.size(-1)`", "rows of the result"),
        ("f = i / max(1, n - m)\ny = max(0.1, a * b)", "larger of the two is never", "So it is"),
        # Each of several functions by its name.
        (
            CG + "\n\ndef g(x):\n    return x + 1\n",
            "`f` is the method of conjugate gradients",
            "Together this is the method",
        ),
        (CG, "Together this is the method of conjugate gradients", "`f` is the method"),
        (KAHN, "topological sort (Kahn)", "fewest steps"),
        # What a name only seems to be.
        (
            "sp = lambda t: t.view(b, n, h)\nq, k = sp(net(x)), sp(net(c))",
            "calls `sp` with the result",
            "token ids",
        ),
        ("mu = 10.0\nfor _ in range(9):\n    t, mu = f(t, mu)", "`10.0`", "the mean"),
        ("mu, std = f(x)\nz = mu + std", "the mean", "token"),
        (STABLE_THEN_DOWN, "the share of the way", "warm-up"),
        (VELOCITY.format(v="a * e - b * x"), "velocity", "low matching"),
        (VELOCITY.format(v="e - x"), "Flow matching", "velocity"),
        (BACK, "matrix product of the transpose of `Wh` and `d`", "gradient of the weights"),
        # Entries by what another holds, sizes and types.
        ("a[:, x[t]] += d", "entry `x[t]` of `a` along the second dimension", "entry entry"),
        ("v = np.random.normal(size=A.shape[0])", "in shape `A.shape[0]`", "shape the size"),
        (
            "z = torch.zeros(n).scatter_add_(0, t, torch.ones_like(t, dtype=x.dtype))",
            "of the number type of `x`",
            "of type the",
        ),
        ("e = nn.Embedding.from_pretrained(f(9), freeze=True)", "the vectors in", "vectors the"),
        ("p.rename(p.with_suffix(''))", "`p` without its last ending", "ending becomes"),
        ("p.rename(p.with_suffix('.pt'))", "only its ending becomes `'.pt'`", "without"),
        (
            "def f(b, n):\n    return random.sample(b, n)",
            "picks `n` different entries",
            "picks it different",
        ),
        # Parts of a matrix, and the whole.
        (
            "x = g / (g.norm() + 1e-7)\nif f:\n    x = x.T\nm = x @ x.T\nx = m @ x",
            "matrix product of `x` and the transpose",
            "osine",
        ),
        ("x = g / g.norm(dim=1, keepdim=True)\ns = x @ x.T", "osine", "Takes the matrix"),
        ("if f:\n    x = x.T\n    g(x)", "transpose of `x`", "on to the transpose"),
        ("p = p.next\ng(p)", "on to `p.next`", "transpose"),
        # What stands in brackets stays whole.
        (
            "o = np.zeros((k, k))\ne = np.outer(o.sum(axis=0), o.sum(axis=1)) / o.sum()",
            "(down the rows: one result per column of a matrix)",
            "(down the rows, then",
        ),
        # Marks of several sequences.
        (FINISHED, "also where `c` equals `e`", "mask of where"),
        # Names, numbers and weights of what is asked for.
        ("d = torch.device('cuda', r % 8)", "number `r % 8`", "the result, number"),
        ("y = random.choices(x, w)", "with the weights `w`", "the weights `x`"),
        ("y = x[-(n - 1):]", "the last `n - 1` entries", "the last the"),
        ("def f(m, b):\n    return m(b['x'].to(d), labels=b['y'].to(d))", "to `d`", "Calls `to`"),
        (CACHE + "\n\ndef g(x):\n    return x + 1\n", "`L` is an LRU cache", "Together this is"),
        (
            "def f(a, b, g=2.0):\n    c = F.binary_cross_entropy_with_logits(a, b, reduction='none')"
            "\n    p = torch.exp(-c)\n    r = (1 - p) ** g * c\n    return r.mean()",
            "Returns the average of `r`",
            "much. The focal loss",
        ),
        # What begins, and what is set back.
        (PLATEAU, "Sets `self.bad` back to", "Starts `self.bad` as zero. Sets"),
        (
            "def f(x, s):\n    if len(x) < 3:\n        return s\n    s[0] = 1\n    return s",
            "unchanged",
            "Nothing is changed",
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
