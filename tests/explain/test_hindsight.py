"""What only the whole of the code shows is told where it matters, and nothing where a part lacks."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    made = explain(code, model=None)
    parts = [made.summary, *(s.text for s in made.steps), *(p.text for p in made.parameters)]
    return " ".join(parts)


KALMAN = """
def k(z, q=1e-5, r=0.01):
    x, p = z[0], 1.0
    o = []
    for m in z:
        p = p + q
        g = p / (p + r)
        x = x + g * (m - x)
        p = (1 - g) * p
        o.append(x)
    return o
"""


def test_a_role_reaches_where_a_name_is_set_and_what_is_returned() -> None:
    text = told(KALMAN)
    assert "the variance (uncertainty) of the estimate, to `1.0`" in text
    assert "every `x` (the estimate)" in text


def test_a_name_set_to_two_things_has_no_role() -> None:
    text = told(KALMAN.replace("    return o", "    p = q(z)\n    return p"))
    assert "uncertainty) of the estimate, to" not in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "o = (9, None)\nfor j in d:\n    s = f(j)\n    if s < o[0]:\n        o = (s, j)",
            "`o` keeps the smallest `s` met so far, together with `j`",
        ),
        ("l = [-1] * n\nif l[i] == -1:\n    l[i] = k", "`-1` marks what has no value yet"),
        ("o = x[i]\nx[i] = o + h\na = f(x)\nx[i] = o", "puts the old value back"),
        ("for _ in range(n):\n    if f():\n        k += 1\np = k / n", "share of the `n` rounds"),
        ("for i in d:\n    r = -r\n    print(r)", "the sign flips"),
        ("p = k / n\nv = p * (1 - p)", "`p` is used as a share of a whole"),
        ("if i < w:\n    f = (i + 1) / w\n    g(f)", "it rises in a straight line until `i`"),
        ("y = torch.tanh(a) * torch.sigmoid(b)", "works as a gate"),
        ("def f(r, k=2):\n    r += k * (s - e)\n    return r", "how strongly `s - e` changes `r`"),
        (
            "def f(m, g, a=0.9):\n    m = a * m + (1 - a) * g\n    return m",
            "how much of its old value",
        ),
    ],
)
def test_statements_far_apart_mean_one_thing(code: str, said: str) -> None:
    assert said in told(code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "o = (9, None)\nfor j in d:\n    s = f(j)\n    if s < o[0]:\n        o = (j, s)",
            "met so far",
        ),
        ("l = [-1] * n\nl[i] = k", "no value yet"),
        ("o = x[i]\nx[i] = o + h\ni = i + 1\ni = g(i)\nx[i] = o", "puts the old value back"),
        ("for _ in range(n):\n    if f():\n        k += 1\np = k / m", "share of the"),
        ("r = -r", "the sign flips"),
        ("p = (k - m) / n\nv = p * (1 - p)", "a share of a whole"),
        ("p = k / n\nv = p * (2 - p)", "a share of a whole"),
        ("if i < w:\n    f = w / i\n    g(f)", "in a straight line"),
        ("y = x * torch.sigmoid(x)", "works as a gate"),
        ("p = torch.sigmoid(z)\ni = (p * t).sum()", "works as a gate"),
        ("def f(k, r):\n    r = k * (s - e)\n    return r", "how strongly"),
    ],
)
def test_near_misses_say_nothing(code: str, said: str) -> None:
    assert said not in told(code)
