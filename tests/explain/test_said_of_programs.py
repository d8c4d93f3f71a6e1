"""Sentences on scripts, data code and fine-tuning that were false, garbled or said twice: each with a
near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain

RETRY = """
def fetch(f, times):
    for k in range({rounds}):
        try:
            return f()
        except OSError:
            time.sleep(k)
"""
COLLECTING = """
def f(ys):
    s, m = 0.0, []
    top = ys[0]
    for y in ys:
        m.append(y)
    return np.mean(m), top
"""
STEPPING = """
def play(env, p):
    s, _ = env.reset()
    n = 0
    while True:
        s, r, {d}, {u}, i = env.step(p)
        n += r
        over = {d} or {u}
        if over:
            return n
"""
ACCUMULATION = """
for i, (x, y) in enumerate(loader):
    loss = loss_fn(model(x), y) / {n}
    scaler.scale(loss).backward()
    if (i + 1) % {n} == 0:
        scaler.step(opt)
        scaler.update()
        opt.zero_grad()
"""
SCORED = """
def score(model, x, y):
    z = model(x)
    loss = F.cross_entropy(z, y)
    acc = (z.argmax(-1) == y).float().mean()
    return {given}
"""
DICE = """
def f(p, t, e=1.0):
    inter = (p * t).sum()
    return (2 * inter{plus}) / (p.sum() + t.sum(){plus})
"""
ALIGNED = """
def f(tags, ids):
    p, s = None, []
    for w in ids:
        if w is None:
            s.append(-100)
        elif w != p:
            s.append(tags[w])
        else:
            s.append({last})
        p = w
    return s
"""
GROUPING = """
def f(docs):
    g = defaultdict(list)
    for i, d in enumerate(docs):
        for b in range(4):
            key = (b, d[b])
            g[key].append({what})
    return g
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # A range from one on has other rounds than a range of the same number.
        (RETRY.format(rounds="1, times + 1"), "Tries up to `times` times", "up to `1`"),
        (RETRY.format(rounds="times"), "Tries up to `times` times", "up to `1`"),
        (RETRY.format(rounds="2, n"), "from `2`", "Tries up to"),
        # A parameter between brackets may be a place, a slice or a mask.
        ("def g(y, f):\n    y[f] = 0\n    return y", "Writes `0` to `y[f]`", "entry `f`"),
        ("def g(y, f):\n    y[f] += 1\n    return y", "`y[f]` up by `1`", "entry `f`"),
        ("def g(y):\n    for f in range(3):\n        y[f] = 0\n    return y", "entry `f`", "y[f]"),
        # `&` of sets is what they share, `~` of a mask its opposite.
        ("assert not set(a) & set(b)", "have no entry in common", "not so"),
        (
            "if set(a) & b:\n    f(a)\n    g(b)",
            "have at least one entry in common",
            "not empty and",
        ),
        ("if a & b:\n    f(a)\n    g(b)", "`a` is set and `b` is set", "common"),
        ("def f(s, keep):\n    s[~keep] = 0\n    return s", "where `keep` is false", "empty"),
        (
            "def f(keep):\n    if not keep:\n        g()\n    h()",
            "`keep` is false or empty",
            "where",
        ),
        # Of a dictionary, combinations choose keys.
        (
            "d = {'a': 1, 'b': 2}\np = list(itertools.combinations(d, 2))",
            "keys of `d`",
            "entries of",
        ),
        ("d = [1, 2]\np = list(itertools.combinations(d, 2))", "entries of `d`", "keys"),
        # Settings.
        ("o = torch.optim.AdamW(ps, lr=1e-3, weight_decay=0.0)", "without weight decay", "pulls"),
        ("o = torch.optim.AdamW(ps, lr=1e-3, weight_decay=0.01)", "pulls weights", "without"),
        ("c = peft.LoraConfig(r=8, lora_alpha=16)", "scale `16` divided by the rank", "scaled by"),
        ("logger.info('%d of %d', a, b)", "with `a` and `b` filled in", "message"),
        ("k = f(10 * 2**20)\nh = g(10 * n)", "`10 * 2**20`", "Multiplies `10` by `2`"),
        ("y = np.clip(x, 0, 1) + 1", "Limits `x`", "Adds `1` to `x`"),
        ("y = np.sqrt(x) + 1", "square root", "Limits"),
        # Tables.
        ("d = df[df['a'] > 1].reset_index(drop=True)", "rows of `df` where", "rows of the rows"),
        (
            "@dataclass\nclass A:\n    p: Path = Path('runs')",
            "Declares `p`, of type `Path`",
            "the result is",
        ),
        # The list by its name: "it" would be what was told last.
        (COLLECTING, "`m` collects each `y`", "It collects"),
        # Said once.
        (
            STEPPING.format(d="terminated", u="truncated"),
            "cut off by a limit",
            "`terminated`, or, where",
        ),
        (STEPPING.format(d="a", u="b"), "cut off by a limit", "Here `a`"),
        (
            ACCUMULATION.format(n="accum_steps"),
            "of one step give their average",
            "as of one large batch",
        ),
        (ACCUMULATION.format(n="k"), "of one step give their average", "as of one large batch"),
        (
            "for b in loader:\n    b = {k: v.to(d) for k, v in b.items()}\n    f(b)",
            "Moves every tensor",
            "Builds",
        ),
        ("ms = [m.to(d) for m in models]", "for each `m` in `models`", "every tensor"),
        (DICE.format(plus=" + e"), "`e` smooths it", "One minus it"),
        (DICE.format(plus=""), "Dice coefficient", "smooths it"),
        (
            "try:\n    f()\nexcept TypeError as e:\n    raise TypeError(f'no: {e}') from e",
            "kept as its cause",
            "in place of",
        ),
        (
            "try:\n    f()\nexcept KeyError as e:\n    raise ValueError(f'no: {e}') from e",
            "in place of",
            "meets `KeyError`",
        ),
        (
            "def f(r, k, c):\n    return r[k](**c)",
            "the outcome of calling what `r` holds",
            "function kept",
        ),
        # Numbers are zero, collections empty.
        ("n = 3\ny = 1 if n else 2", "`n` is not zero", "is set"),
        ("k = len(w)\nif not k:\n    f()\n    g()", "`k` is zero", "empty"),
        ("def f(n):\n    return 1 if n else 2", "`n` is set", "zero"),
        ("if len(w):\n    f()\n    g()", "`w` is not empty", "true or"),
        ("df = pd.read_csv(p)\nrow = df.iloc[i]", "Takes what `df` has", "Computes"),
        (
            "w = np.clip(np.digitize(p, e) - 1, 0, n)",
            "the bins of `e` that `p` falls into",
            "a call that",
        ),
        (
            "t.normalizer = normalizers.Sequence([normalizers.NFKC()])",
            "a step that replaces",
            "a call",
        ),
        # What parts of words get, also by choice.
        (ALIGNED.format(last="-100"), "Only the first token", "get it as well"),
        (
            ALIGNED.format(last="tags[w] if every else -100"),
            "get it as well where `every`",
            "Only the first",
        ),
        (ALIGNED.format(last="tags[w] + 1"), "Appends", "further parts"),
        ("s = [-100 if w is None else t[w] for w in i]", "Every part of a word", "Only the first"),
        # What is grouped is made of the entries.
        (GROUPING.format(what="i"), "Appends `i`", "Groups the entries"),
        (GROUPING.format(what="b"), "Groups the entries", "Appends `b`"),
        ("p = (q > 0.5).astype(int)", "above the threshold `0.5`", "on, and"),
        ("m = f(x).round(3)", "`3` decimals", "nearest"),
        ("x = self.__dict__.pop(k, None)", "or nothing (`None`) if it is missing", "entry `k` and"),
        ("x = q.pop(k)", "`k`", "missing"),
        ("n = types.SimpleNamespace(**c)", "values as its attributes", "these"),
        ("m = float('nan')", "not a number", "floating"),
        ("m = float('0.5')", "floating-point", "not a number"),
        ("it = iter(x)\nc = list(itertools.islice(it, n))", "up to `n` entries of `it`", "bounded"),
        ("c = list(itertools.islice(x, 2, 5))", "bounded by", "up to"),
        ("plt.hist(x, bins=np.linspace(0, 1, n + 1))", "as bins", "the bins the result"),
        ("plt.hist(x, bins=30)", "in `30` bins", "as bins"),
        ("plt.axis('off')", "hides the axes", "sets the axes"),
        ("s = sorted(k, key=attrgetter('start'))", "by the `start` of each", "what the result"),
        (
            "if any(ok(k) for k in ks):\n    f()\n    g()",
            "holds for at least one `k` in",
            "for `k` for",
        ),
        (
            "if any(ok(k, 1) for k in ks):\n    f()\n    g()",
            "at least one `k` in `ks`",
            "holds for at",
        ),
        ("e = d.get('e', -1) + 1", "then adds `1`", "missing plus"),
        ("d['n'] += a if b else c", "`a if b else c`", "else `c`"),
        ("c = list(X.columns)\nm = X[self.columns_].min()", "`X[self.columns_]`", "entry `self"),
        (
            "l = F.cross_entropy(z.view(-1, k), y.view(-1))",
            "flattened into one list of predictions",
            "every position",
        ),
        ("t += loss.item() * len(b)", "by the sum of these weights", "number of examples"),
        (
            "class A:\n    def __post_init__(self):\n        if self.a:\n            raise B(c)",
            "runs after",
            "is a function",
        ),
        (
            "def f(d):\n    d = {k.removeprefix('module.'): v for k, v in d.items()}\n    g(d)\n    h(d)",
            "`f`",
            "it weights saved",
        ),
    ],
)
def test_says(code, said, unsaid):
    text = told(code)
    assert any(s in text for s in said.split("|"))
    assert unsaid not in text


@pytest.mark.parametrize(
    ("given", "warned"), [("loss, acc", False), ("acc", True), ("loss.item(), acc", True)]
)
def test_a_loss_that_is_returned_may_be_trained_on(given, warned):
    found = {w.text for w in explain(SCORED.format(given=given), model=None).warnings}
    assert any("nobody needs" in text for text in found) == warned
