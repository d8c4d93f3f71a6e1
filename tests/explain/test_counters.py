"""What counters, budgets, buffers and clocks of loops are for, and what only looks like them."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    explanation = explain(code, model=None)
    return " ".join([explanation.summary, *(step.text for step in explanation.steps)])


SAID = [
    ("for x in xs:\n    if x < 0:\n        k += 1\n        continue\n    f(x)", "broken off here"),
    (
        "for x, y in d:\n    o.zero_grad()\n    l = c(m(x), y)\n    if l > 9:\n        continue\n"
        "    l.backward()\n    o.step()",
        "no update is made",
    ),
    ("for x in xs:\n    if x > 3:\n        k += 1\n    else:\n        k = 0", "in a row"),
    (
        "for x in xs:\n    k += 1\n    if k == 5:\n        f()\n        k = 0",
        "counting begins anew",
    ),
    (
        "for x in xs:\n    b.append(x)\n    if len(b) == n:\n        f(b)\n        b = []",
        "`b` is a buffer",
    ),
    ("for x in xs:\n    l = len(x)\n    if l > c:\n        break\n    c -= l", "rest of a budget"),
    ("for x in xs:\n    l = len(x)\n    if s + l > c:\n        break\n    s += l", "never exceeds"),
    ("def f(r, x, y, q):\n    r[x] += q\n    r[y] -= q", "gains, `r[y]` loses"),
    (
        "o = []\nfor t in c:\n    if g(t):\n        o.append(t)\nprint(len(c) - len(o))",
        "were left out of `o`",
    ),
    (
        "a = time.time()\nfor i, x in enumerate(d):\n    f(x)\n    b = time.time()\n"
        "    r = (b - a) / (i + 1) * (len(d) - i - 1)",
        "estimates the time left",
    ),
    ("a = time.time()\nf()\nb = time.time()\nr = n / (b - a)", "so many per second"),
    ("r = 100 * sum(x == y for x, y in z) / len(z)", "the percentage of pairs"),
    ("r = sum(abs(x) for x in z) / max(len(z), 1)", "the average of the absolute value"),
    ("for i in range(n):\n    if i < 9:\n        f(i)", "in the first `9` rounds"),
    (
        "for i in range(n):\n    if i < k:\n        a = i\n    else:\n        a = g()\n    f(a)",
        "all come once",
    ),
    ("for i in range(n):\n    if i >= 9 and i % 4 == 0:\n        f(i)", "the first `9` rounds"),
    ("for i in range(1, n):\n    if v[i] == v[i - 1]:\n        continue\n    f(i)", "Equal neigh"),
    ("k = a[m].copy()\na[m] -= g * b[n]\nb[n] -= g * k", "is so still at hand"),
    (
        "for _ in range(k):\n    for u, v in s:\n        z = c(f(u), v)\n        z.backward()\n"
        "        w.step()\n    t.step()",
        "against its gradient. Advances the learning-rate schedule",
    ),
    ("for q in range(x.shape[0]):\n    f(x[q])", "along the first dimension of `x`"),
    (
        "for x in d:\n    l = len(x)\n    if s + l > 9 and o:\n        f(o)\n"
        "        o, s = [], 0\n    o.append(x)\n    s += l",
        "handed on before `s` would exceed `9`",
    ),
    ("for x in d:\n    f(x, a)\n    a = max(0.1, a - 0.05)", "come down to `0.1`"),
    ("for x in d:\n    f(x, a)\n    a = min(1.0, a + 0.1)", "come up to `1.0`"),
    ("for x in d:\n    if x in s:\n        break\n    s.add(x)", "that was there before"),
    ("r = sum(a.isalpha() for a in t) / len(t)", "the share of entries `a` in `t`"),
    ("w = min(r, key=r.get)", "the key of `r` with the smallest value"),
    ("w = max(set(r), key=r.count)", "occurs most often in `r`"),
]
NOT_SAID = [
    ("for x in xs:\n    if x < 0:\n        k += 1\n        f(x)\n    g(x)", "broken off"),
    ("for x in xs:\n    if x > 3:\n        k += 1\n    else:\n        j = 0", "in a row"),
    ("for x in xs:\n    l = len(x)\n    if l > c:\n        break\n    d -= l", "budget"),
    ("def f(r, x, y, q):\n    r[x] += q\n    r[y] -= p", "loses"),
    ("a = time.time()\nb = size()\nr = n / (b - a)", "per second"),
    ("r = sum(x > 3 for x in z) / len(y)", "share"),
    ("r = sum(abs(x) for x in z) / len(y)", "average"),
    ("w = min(r, key=s.get)", "the key of"),
    ("for x in d:\n    f(x, a)\n    a = max(0.1, a * 1.1)", "come down"),
    ("for x in d:\n    f(x, a)\n    a = max(0.1, b * 0.9)", "come down"),
    ("for x in d:\n    if x in s:\n        continue\n    s.add(x)", "was there before"),
    ("for i in range(5, n):\n    if i < 9:\n        f(i)", "in the first"),
    ("for i in range(n):\n    if i < k:\n        f(i)\n    k += 1", "in the first"),
    ("for i in range(n):\n    if v[i] == u[i - 1]:\n        continue\n    f(i)", "Equal neigh"),
    ("k = a[m]\na[m] -= g * b[n]\nb[n] -= g * k", "is so still at hand"),
    ("for x in range(x.shape[1]):\n    f(x)", "first dimension"),
]


@pytest.mark.parametrize(("code", "words"), SAID)
def test_is_said(code: str, words: str) -> None:
    assert words in told(code)


@pytest.mark.parametrize(("code", "words"), NOT_SAID)
def test_near_miss_is_not(code: str, words: str) -> None:
    assert words not in told(code)
