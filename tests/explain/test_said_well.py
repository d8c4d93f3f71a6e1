"""Sentences that were clumsy or went too far: told once, in few words, and by what arguments ask for."""

from __future__ import annotations

import pytest

from mlexplain import explain

EVALUATION = """
def evaluate(model, loader):
    correct = total = 0
    for x, y in loader:
        pred = model(x).argmax(1)
        correct += (pred == y).sum().item()
        total += y.size(0)
    return correct / total
"""
SETTINGS = """
args = TrainingArguments(output_dir="out", num_train_epochs=3, per_device_train_batch_size=8,
    learning_rate=2e-5, weight_decay=0.01, warmup_ratio=0.1, fp16=True, logging_steps=50, seed=1)
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        (EVALUATION, "computes and returns the accuracy", "returns `correct` divided"),
        (
            "def f(q, w):\n    t = 0\n    for i, b in enumerate(tqdm(q, desc='so')):\n"
            "        g(i)\n        t += w[b]\n    return t",
            "over each `b` in `q`",
            "over each `b` in `q` with",
        ),
        (
            "def f(q):\n    t = 0\n    for i, b in enumerate(q):\n        t += i * b\n    return t",
            "over each `b` in `q`, numbered by `i`",
            "never",
        ),
        (EVALUATION, "one batch of inputs `x` and targets `y` at a time", "Used in the code"),
        ("acc = (pred == y).float().mean()", "measures", "computes the accuracy, measures"),
        ("y = torch.clamp(x, 0, 1)", "to at least `0` and at most `1`", "to at least `0` to"),
        ("import torch\nx.clamp_(-1, 1)", "at least `-1` and at most `1`", "`-1` to at most"),
        ("import torch\ny = x.clamp(min=0)", "to at least `0`", "at most"),
        ("y = np.clip(x, 0, None)", "to at least `0`", "nothing"),
        (
            "def f(z):\n    p = torch.softmax(z, -1)\n    return -(p * torch.log(p)).sum(-1).mean()",
            "Returns the mean of the entropy of the softmax of `z`: multiplies",
            "returns the result",
        ),
        (
            "def f(z):\n    p = F.softmax(z, -1)\n    return -(p * F.log_softmax(z, -1)).sum(-1)",
            "entropy",
            "cross-entropy",
        ),
        ("def f(a, b):\n    return g(a - b)", "The code subtracts `b` from it.", "Used where"),
        (
            "def f(model):\n    model.eval()\n    return model",
            "The code calls its `eval`.",
            "used where",
        ),
        ('l = F.mse_loss(a, b, reduction="sum")', "adds up the squared differences", "mean"),
        ('l = F.mse_loss(a, b, reduction="mean")', "mean squared difference", "without averaging"),
        ("c = nn.MSELoss(reduction='sum')\nl = c(a, b)", "a squared error loss", "mean squared"),
        (
            "m = min(len(s) for s in q)\nr = [s + [0] * (m - len(s)) for s in q]",
            "the shortest",
            "Fills up",
        ),
        (
            "m = max(len(s) for s in q)\nr = [s + [0] * (m - len(s)) for s in q]",
            "Fills up",
            "shortest",
        ),
        ("import torch\ni = logits.argmax(0)", "along dimension `0`", "the predicted class"),
        ("import torch\ni = logits.argmax(1)", "the predicted class", "dimension `0`"),
        ("block_size = 64\nn = len(data) // block_size", "`block_size`", "context length"),
        ("links = crawl(url, verbose=True, keep='last')", "`keep` set to", "stays"),
        ("df = df.drop(columns=['a'], errors='ignore')", "`errors`", "bytes"),
        ("f = open(p, errors='ignore').read()", "unreadable bytes", "missing"),
        ("x = crawl(url, max_depth=3)", "`max_depth` set to `3`", "tree"),
        (SETTINGS, "Besides, `warmup_ratio` is `0.1`", "`fp16` set to"),
        (SETTINGS, "`args`. Besides", "seed` set to"),
        ("import torch\ny = x.to(device)", "moves `x` to `device`", "converts"),
        ("import torch\ny = x.to(torch.float16)", "converts `x` to", "moves"),
    ],
)
def test_told_well(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said.lower() in text.lower(), text
    assert unsaid.lower() not in text.lower(), text


def test_a_correlation_is_no_cosine_and_is_named_once() -> None:
    text = told("""
def f(x, y):
    a = x - x.mean()
    b = y - y.mean()
    return (a * b).sum() / ((a ** 2).sum().sqrt() * (b ** 2).sum().sqrt())
""")
    assert "cosine" not in text
    assert "Pearson's correlation of `x` and `y`: Pearson" not in text


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        (
            "m = (p > a) & (p <= b)\nr = q[m].mean()",
            "Marks in `m` where `p` is greater than `a`",
            "Notes",
        ),
        ("m = p > a\nif m:\n    print(p)", "Notes in `m` whether", "Marks"),
        ("m = masks != 0\nn = (~m).sum()", "Marks in `m` where `masks`", "Notes"),
        (
            "v = y != k\np = (x == c) & v\nt = (p & v).sum()",
            "Marks in `v` where `y`",
            "Notes",
        ),
        ("m = p > a\nm = None\nz = q[m]", "Notes in `m` whether", "Marks"),
        (
            "def f(l, y):\n    n = torch.isfinite(y)\n    return l[n].sum()",
            "the entries of `l` where `n` is true",
            "entry `n`",
        ),
        ("n = math.isfinite(y)\nz = l[n]", "`l`", "Marks"),
        (
            "m = df[c].isin(s)\na, b = df[~m].copy(), df[m].copy()",
            "Copies the entries of `df` where `m` is true",
            "`m` is false or empty",
        ),
        ('d = load_dataset("json", data_files="a.jsonl")', "from JSON files", 'set `"json"`'),
        ('d = load_dataset("imdb")', 'set `"imdb"`', "files"),
        ("import torch\ns = loss(b.t(), y)", "transpose", "what `b.t` gives"),
        ("class A:\n    def f(self):\n        return self.t()", "`self.t", "transpose"),
        (
            "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.apply(self._init)",
            "every module inside",
            "with `self._init`",
        ),
        (
            "class N:\n    def __init__(self):\n        self.apply(self._init)",
            "`self.apply`",
            "module",
        ),
        (
            "while node:\n    s += node.size\n    node = step(node)",
            "`node` is there (not `None`)",
            "zero",
        ),
        ("while k:\n    s += f(k)\n    k >>= 1", "`k` is not zero", "empty"),
        ("while q:\n    use(q.take())", "`q` is not zero or empty", "there"),
    ],
)
def test_marks_and_what_is_known_of_values(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        ("y = x.view(b, t, h, 64).transpose(1, 2)", "heads of width `64`", "the rest"),
        ("plt.grid(True)", "Turns grid lines on.", "off"),
        ("ax.grid(False)", "off", "on or off"),
        ("plt.grid(True, alpha=0.3)", "Turns grid lines on, with `alpha`", "off"),
        ("plt.grid(alpha=0.3)", "Turns grid lines on, with `alpha`", "off"),
        ("plt.grid(s)", "Turns grid lines on or off: `s`", "grid lines on."),
        (
            "for i in range(max(lo, w // 2)):\n    k.append(i)\n    print(i)",
            "up to the larger of `lo`",
            "never below",
        ),
        ("lo = max(low, w * 2)", "never below `low`", "For each"),
        (
            "t = [[[a + b for a in c] for c in d] for d in x]",
            "`[[a + b for a in c] for c in d]` for each `d` in `x`",
            "what follows",
        ),
        ("t = [[a + b for a in c] for c in x]", "what follows, for each `c` in `x`", "`[a + b"),
        (
            "t = [w for w in x if any(c in k for c in w if c > 3)]",
            "where `any(c in k for c in w if c > 3)` holds",
            "greater",
        ),
        ("t = [w for w in x if any(c in k for c in w)]", "for at least one `c`", "`any("),
        (
            "def f(y, w):\n    b = np.ones(w) / w\n    return np.convolve(y, b, mode='same')",
            "smooths values by a moving average",
            "computes a moving average",
        ),
    ],
)
def test_widths_heads_and_depth(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('layer = nn.Linear(cfg["width"], 4)', 'from `cfg["width"]` to `4` features'),
        ('layer = Block(dim=cfg["width"])', '`dim` set to `cfg["width"]`'),
        ('n = len(row["tokens"])', 'length of `row["tokens"]`'),
        ("h = model(batch['x'])", "Runs `batch['x']` through `model`"),
        (
            "b = nn.ModuleList([Block(c) for _ in range(n)])",
            "the list of `n` new `Block` objects with `c` as sub-modules",
        ),
        (
            'b = nn.Sequential(*[Block(c) for _ in range(c["n"])])',
            'Chains `c["n"]` new `Block` objects with `c`, each feeding the next',
        ),
        ("xs = [torch.zeros(3) for _ in range(n)]", "`n` times a tensor of zeros of shape `3`"),
        ("xs = [Block(i) for i in range(n)]", "a new `Block` object with `i` for each `i` from 0"),
        (
            "g = h(model.cuda(), model.eval(), 1)",
            "`model` moved to the GPU, `model` in evaluation mode",
        ),
        (
            "g = h(model.train(mode=False), model.cpu(), 1)",
            "`model` in evaluation mode, `model` moved",
        ),
        ("model.train(False)", "Puts `model` into evaluation mode, which switches dropout off"),
        ("model.train(mode=True)", "Puts `model` into training mode, in which"),
        ("model.train(flag)", "into training mode if `flag` is true, else into evaluation mode"),
        (
            "g = h(model.eval(), model.requires_grad_(False), 1)",
            "gradients for all its parameters switched off",
        ),
        ("xs = [f(y) for _ in range(n)]", "what `f` gives for `y` for each of `n` rounds"),
    ],
)
def test_what_is_handed_over_is_told_in_few_words(code, said):
    head = "import torch\nimport torch.nn as nn\nmodel = nn.Linear(2, 2)\n"
    assert said in told(head + code)
