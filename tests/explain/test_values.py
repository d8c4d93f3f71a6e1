"""What values are, told over several statements: formulas by their names, and nothing false."""

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge
from mlexplain.explain.values.naming import parsed

RETURNED = [
    ("d = a - b\ne = d * d\ne = e * m\nreturn e.sum() / m.sum()", "the mean squared error between"),
    ("d = np.abs(a - b)\nreturn d.sum() / len(a)", "the mean absolute error between `a` and `b`"),
    ("e = np.square(np.subtract(a, b))\nreturn np.sqrt(e.mean())", "the root mean squared error"),
    (
        "p = (a * b).sum(-1)\nq = a.norm(dim=-1) * b.norm(dim=-1)\nreturn 1 - p / q",
        "the cosine distance between `a` and `b`",
    ),
    (
        "p = torch.softmax(a, -1)\nl = p.log()\nreturn -(p * l).sum(-1).mean()",
        "the mean of the entropy of the softmax of `a`",
    ),
    ("k = a.argmax(1)\nreturn (k == b).float().mean()", "the accuracy"),
    ("u = (a & b).sum()\nv = (a | b).sum()\nreturn u / max(v, 1)", "the intersection over union"),
    ("m = a - a.min()\nreturn m / (a.max() - a.min())", "min-max scaling"),
    ("m = a.mean(0)\nreturn (a - m) / (a.std(0) + 1e-8)", "the z-scores of `a`"),
    ("p = np.log(a[1:])\nreturn p - np.log(a[:-1])", "the logarithmic returns of `a`"),
    ("w = m / m.sum()\nreturn (w * a).sum()", "the weighted (or masked) mean of `a` by `m`"),
    (
        "u = a - a.mean()\nv = b - b.mean()\n"
        "return (u * v).sum() / np.sqrt((u ** 2).sum() * (v ** 2).sum())",
        "Pearson's correlation of `a` and `b`",
    ),
    (
        "o = []\nfor x, y in zip(a, b):\n    o.append(abs(x - y))\nreturn sum(o) / len(o)",
        "the mean absolute error between `x` and `y`",
    ),
    ("k = (a > m)\nreturn k.sum()", "the number of entries where `a` is above `m`"),
]


@pytest.mark.parametrize(("body", "said"), RETURNED)
def test_what_is_returned_is_told_in_words(body: str, said: str) -> None:
    code = "def f(a, b, m):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    explanation = explain(code, model=None)
    assert said in explanation.summary.partition("returns ")[2], explanation.summary


NEAR_MISSES = [
    ("d = a + b\nreturn (d * d).mean()", "mean squared error"),
    ("d = a - b\nreturn (d * m).mean()", "mean squared error"),
    ("d = a - b\nif m:\n    d = a\nreturn (d ** 2).mean()", "mean squared error"),
    ("d = a - b\nreturn (d ** 2).sum() / m", "mean squared error"),
    ("d = a - b\nreturn (d ** 2).sum(1) / len(a)", "mean squared error"),
    ("p = a * b\nreturn p.sum() / (norm(a) * norm(b))", "cosine"),
    ("p = a.softmax(-1)\nreturn -(m * p.log()).sum()", "the entropy"),
    ("u = (a & b).sum()\nv = (a & m).sum()\nreturn u / v", "union"),
    ("m = a.mean()\na = a * 2\nreturn (a - m) / a.std()", "z-score"),
    ("p = a / (a + b)\nq = a / (a + m)\nreturn p * q / (p + q)", "F1"),
    ("s = a.std(1)\nm = a.mean(0)\nreturn (a - m) / s", "z-score"),
    ("u = np.exp(a - a.max(0))\nreturn u / u.sum(1, keepdims=True)", "softmax of `a`"),
    ("p = torch.softmax(a, 0)\nreturn (p * p.log()).sum(-1)", "weighted"),
    ("u = a - a.mean(0)\nreturn (u ** 2).mean(1)", "variance"),
    ("n = 100 * a\nreturn n", "per cent"),
    ("p = a.var()\nq = ((a - b) ** 2).mean()\nreturn 10 * np.log10(p / q)", "PSNR"),
    ("k = a[m > 0]\nreturn k.sum() / len(a)", "the mean of"),
    ("k = a.sum(-1)\nreturn k / a.numel()", "the mean of"),
    ("k = a.sum(1)\nreturn k.sum() / len(a)", "the mean of `a`"),
    ("w = m / m.sum(0)\nreturn (w * a).sum(1)", "mean"),
    ("u = a[:, 1:] - a[:-1]\nreturn u", "the changes"),
    ("u = a.min()\nv = a.max()\nreturn (a - u) / v - u", "to the largest value of `a` minus"),
    ("n = a.norm(p=1)\nreturn a @ b / (n * b.norm())", "cosine"),
    ("return (a + 1) / (a + b + 1)", "share of `1`"),
    ("u = a.log_softmax(0)\nreturn -u.gather(1, b[:, None]).mean()", "cross-entropy"),
]


@pytest.mark.parametrize(("body", "unsaid"), NEAR_MISSES)
def test_what_is_computed_otherwise_has_no_such_name(body: str, unsaid: str) -> None:
    code = "def f(a, b, m):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    explanation = explain(code, model=None)
    returned = explanation.summary.partition("returns ")[2]
    assert unsaid not in returned, returned


@pytest.mark.parametrize(
    ("code", "unsaid"),
    [
        ("def f(p, n):\n    q = Path(p) / 'a'\n    return q / n\n", "ratio"),
        ("def f(a):\n    b = a + '.txt'\n    return b + '.gz'\n", "sum"),
        ("def f():\n    s = time.time()\n    g()\n    return time.time() - s\n", "all pairs"),
        ("def f(x):\n    a = torch.rand(3)\n    return (a * torch.rand(3)).sum()\n", "squares"),
        (
            "def f(x, n):\n    t = 0\n    for v in x:\n        t = t + v\n    return t / n\n",
            "sum of `t`",
        ),
    ],
)
def test_what_is_no_formula_is_not_told_as_one(code: str, unsaid: str) -> None:
    explanation = explain(code, model=None)
    said = [explanation.summary.partition("returns ")[2], explanation.steps[-1].text]
    assert not [text for text in said if unsaid in text], said


def test_what_is_printed_and_kept_is_told() -> None:
    explanation = explain("r = y - p\nw = np.abs(r).mean()\nprint(w)\n", model=None)
    assert "Prints `w` (the mean absolute error)." in explanation.steps[-1].text


def test_what_a_script_ends_with_is_told() -> None:
    explanation = explain(
        "a = x.min()\nb = x.max()\nc = (x - a) / (b - a)\nd = 2 * c - 1\n", model=None
    )
    assert "In the end, `d` is `x` scaled to the range from -1 to 1" in (explanation.summary)


def test_shapes_are_well_formed_and_stand_in_their_tables() -> None:
    for op, shapes in knowledge.table("values").items():
        for text in shapes:
            assert parsed(text)[0] == op, text
