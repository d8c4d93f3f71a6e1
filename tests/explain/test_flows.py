"""What a value still is after the steps that were taken with it: each with a near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain

PICKED = "def f(x, y, n):\n{made}    return -np.log(z[np.arange(n), y]).mean()\n"
STEP = "def f(w, grad):\n    w = w - 0.1 * {step}\n    return w\n"
ALIKE = "def f(x):\n    a = first(x)\n    b = second(x)\n    return (a.argmax(-1) == {other}).float().mean()\n"
SHARES = "def f(p, q):\n    p = p / p.sum()\n    return (p * np.log(p / q)).sum()\n"
TURNED = """
def f(x, y):
    u, s, vt = np.linalg.svd(x.T @ y)
    r = vt.T @ u.T
    t = y.mean(0) - r @ x.mean(0)
    return x @ r.T + t
"""
IMAGE = """
def f(path):
    img = cv2.imread(path)
    small = cv2.resize(img, (8, 8))
    msk = (cv2.imread(path, 0) > 127).astype("float32")
    out = tf(image=img, mask=msk)
    return small, out
"""
PLACES = "import torch\nimport numpy as np\ndef f(x, a, b):\n    {made}\n    return x[i]\n"
LABELS = """
def f(teacher, student, x, w):
    conf, guess = teacher(x).softmax(-1).max(-1)
    return F.cross_entropy(student(w), {given})
"""
REGISTRY = """class Registry(dict):
    def add(self, key, value):
        if key in self:
            raise KeyError(key)
        self[key] = value
"""
ATTENTION = """
def f(q, k, v):
    y = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5
{softmax}    return y @ v, y.mean(1)
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (PICKED.format(made="    z = softmax(x)\n"), "ross-entropy"),
        (
            PICKED.format(made="    e = np.exp(x)\n    z = e / e.sum(1, keepdims=True)\n"),
            "ross-entropy",
        ),
        (STEP.format(step="grad"), "A step of gradient descent"),
        (ALIKE.format(other="y"), "accuracy"),
        (SHARES, "the KL divergence from `q` of `p`"),
        (IMAGE, "`small`, the image"),
        (PLACES.format(made="i = torch.cat([a, b])"), "the entries of `x` that `i` picks"),
        (PLACES.format(made="i = np.argsort(a)[::-1][:3]"), "the entries of `x` that `i` picks"),
        (LABELS.format(given="y"), "the targets"),
        (ATTENTION.format(softmax=""), "the attention scores"),
        ("b = np.sum(-(a * np.log(a / c)))\nprint(b)\n", "sign turned"),
        ("a[[i, j]] = a[[j, i]]\n", "the entries `i` and `j` of `a`"),
        ("m = np.diag([1.0, 1.0, d])\n", "a diagonal matrix"),
        ("for a, b in kf.split(x):\n    m = x[a].mean(0)\n", "the entries of `x` that `a` picks"),
        ("j = rng.integers(0, n, n)\nm = p[j].mean()\n", "the entries of `p` that `j` picks"),
        ("m = np.random.rand(k) < 0.5\n", "are less than"),
        (REGISTRY, "So what `self[key]` holds already"),
        (
            "for i in range(n):\n    if i and q[i] == q[i - 1]:\n        continue\n",
            "`i` is not zero",
        ),
        ("import torch\nm = torch.arange(n)[None] < k[:, None]\n", "(exclusive)"),
    ],
)
def test_what_is_still_so_is_told(code: str, said: str) -> None:
    assert said in told(code), told(code)


@pytest.mark.parametrize(
    ("code", "unsaid"),
    [
        (PICKED.format(made="    z = cdist(x, x)\n"), "ross-entropy"),
        (STEP.format(step="np.sign(grad)"), "A step of gradient descent"),
        (ALIKE.format(other="b.argmax(-1)"), "The accuracy"),
        (SHARES.replace("p = p / p.sum()", "p = p / 3"), "shares of its sum"),
        (TURNED, "reconstruction"),
        (IMAGE, "`msk`, the image"),
        (IMAGE, "`out`, the image"),
        (PLACES.format(made="i = a.argmax()"), "that `i` picks"),
        (PLACES.format(made="i = np.argsort(a)[0]"), "that `i` picks"),
        (LABELS.format(given="guess"), "`guess` holds the targets"),
        (ATTENTION.format(softmax="    y = y.softmax(-1)\n"), "(the attention scores)"),
        ("b = np.sum(-(a * np.log(a / c)))\nprint(b)\n", "cross-entropy"),
        ("a[[i, j]] = a[[j, i]]\n", "at `[j, i]`"),
        (
            "def f(X, y):\n    g = y.groupby(X['c']).mean()\n    return g, y.mean()\n",
            "each column of `y`",
        ),
        ("for w in t.split():\n    m = x[w]\n", "that `w` picks"),
        ("j = rng.integers(0, n)\nm = p[j]\n", "that `j` picks"),
        ("n = ((y[:, None] == y[None]) & ~eye).sum(1)\nprint(n)\n", "false positives"),
        ("def f(x, eta=0.0):\n    return eta * x.grad\n", "the learning rate"),
        (
            "from sklearn.metrics import roc_auc_score\nprint(roc_auc_score(y, p))\n",
            "example is ranked above a negative one, then",
        ),
    ],
)
def test_what_is_so_no_longer_is_not(code: str, unsaid: str) -> None:
    assert unsaid not in told(code), told(code)
