"""What only the whole of the code shows is told where it matters, and nothing where a part lacks."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    made = explain(code, model=None)
    return " ".join([made.summary, *(s.text for s in made.steps)])


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
    ],
)
def test_near_misses_say_nothing(code: str, said: str) -> None:
    assert said not in told(code)
