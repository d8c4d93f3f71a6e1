"""What early ends make sure of, and what caught errors and `break` come to, is told where the code
bears it out, and not elsewhere."""

from __future__ import annotations

import pytest

from mlexplain import explain

POP = "def f(self):\n    if not self.q:\n        return None\n    return self.q.pop()\n"
MEAN = "def f(xs, s):\n    if not xs:\n        raise ValueError('empty')\n    s += 1\n    return s / len(xs)\n"
KEY = "def f(d, k):\n    if k not in d:\n        raise KeyError(k)\n    d[k] += 1\n"
ENTER = "def f(d, k, v):\n    if k in d:\n        raise ValueError(k)\n    d[k] = v\n"
SEEN = (
    "for x in xs:\n    if x in seen:\n        continue\n    n += 1\n    seen.add(x)\n    print(x)\n"
)
PAY = "def f(self, n):\n    if n > self.left:\n        raise ValueError(n)\n    self.left -= n\n"
FULL = "def f(self, x):\n    if len(self.q) >= self.most:\n        return\n    self.q.append(x)\n"
FOUND = "def f(s):\n    i = s.find(':')\n    if i == -1:\n        return s\n    return s[:i]\n"
CUT = "def f(s):\n    k, sep, v = s.partition('=')\n    if not sep:\n        return None\n    return k\n"
GOT = "def f(d, k):\n    v = d.get(k)\n    if v is None:\n        return 0\n    return v + 1\n"
INSTEAD = "def f(x):\n    try:\n        return int(x)\n    except ValueError:\n        return 0\n"
OTHER = """
def f(x):
    try:
        return int(x)
    except ValueError as e:
        raise Bad("no number") from e
"""
EITHER = "try:\n    n = int(x)\nexcept ValueError:\n    n = 1\nprint(n)\n"
IGNORED = "try:\n    p.unlink()\nexcept OSError:\n    pass\nprint(p)\n"
BREAK = "for x in xs:\n    if x > 3:\n        y = x\n        break\nprint(y)\n"
FIRST = "def f(xs):\n    for x in xs:\n        if x > 3:\n            return x\n"
YIELD = "def f(xs):\n    for x in xs:\n        if x > 3:\n            yield x\n"
PAIR = "for k, v in d.items():\n    if not v:\n        continue\n    print(k, v)\n"
FAILED = "for x in xs:\n    try:\n        n = int(x)\n    except ValueError:\n        continue\n    print(n)\n"
EVICT = "def f(d, k, v):\n    d[k] = v\n    while len(d) > 9:\n        d.popitem()\n"
UNSET = "def f(xs):\n    b = None\n    for x in xs:\n        if x > 3:\n            b = x\n    return b\n"
STORE = """
class S:
    def __init__(self):
        self.d = {}

    def put(self, k, v):
        self.d[k] = (v, 1)
"""
STACK = STORE.replace("{}", "[]").replace("self.d[k] = (v, 1)", "self.d.append(v)")
AGAIN = "class S:\n    def __init__(self):\n        self.n = 0\n\n    def clear(self):\n        self.n = 0\n"
ORDER = "def f(d):\n    return sorted([(v, k) for k, v in d.items()])\n"
SUBSET = "if set(a) <= set(b):\n    print(a)\n"
WORDS = """
def f(s):
    out, w = [], ""
    for c in s:
        if c != ",":
            w += c
        else:
            out.append(w)
            w = ""
    if w:
        out.append(w)
    return out
"""
SEVERAL = "try:\n    get(u)\nexcept (requests.Timeout, ValueError):\n    print(u)\n"


@pytest.mark.parametrize(
    ("claim", "code", "near_miss"),
    [
        ("cannot fail for want", POP, POP.replace("not self.q", "self.off")),
        ("never divides by zero", MEAN, MEAN.replace("s += 1", "xs = g(s)")),
        ("is there where it is read", KEY, KEY.replace("d[k] +=", "d[0] +=")),
        ("never overwritten", ENTER, ENTER.replace("d[k] =", "e[k] =")),
        ("not dealt with twice", SEEN, SEEN.replace("seen.add(x)", "seen.add(y)")),
        ("never falls below zero", PAY, PAY.replace("n > self", "n < self")),
        ("nothing more is added", FULL, FULL.replace(">=", "<=")),
        ("`':'` does not occur", FOUND, FOUND.replace("== -1", "== 1")),
        ("`'='` does not occur", CUT, CUT.replace("not sep", "not v")),
        ("has nothing under `k`", GOT, GOT.replace("get(k)", "get(k, 1)")),
        ("gets `0` instead of the error", INSTEAD, INSTEAD.replace("return 0", "raise")),
        (
            "meets `Bad` in place of `ValueError`",
            OTHER,
            OTHER.replace('Bad("no number") from ', ""),
        ),
        ("kept as its cause", OTHER, OTHER.replace("from e", "from None")),
        ("has a value in either case", EITHER, EITHER.replace("n = 1", "m = 1")),
        ("error is ignored", IGNORED, IGNORED.replace("pass", "raise")),
        ("no further `x`", BREAK, BREAK.replace("break", "print(y)")),
        ("first `x` for which", FIRST, FIRST.replace("return x", "print(x)")),
        ("Any other `x` is left out", YIELD, YIELD + "        yield 0\n"),
        ("this pair is skipped", PAIR, PAIR.replace("continue", "print(k)")),
        ("`x` is skipped", FAILED, FAILED.replace("continue", "n = 0")),
        ("at most `9` entries", EVICT, EVICT.replace("d.popitem", "e.popitem")),
        ("still `None` where", UNSET, UNSET.replace("if x > 3", "while x > 3")),
        ("hold `(v, 1)` under each `k`", STORE, STORE + "        self.d[v] = k\n"),
        ("under each `k`", STORE, STORE.replace("(v, 1)", "self.d.get(k, 0) + v")),
        ("is in the set", SUBSET, SUBSET.replace("set(", "len(")),
        ("each `v` that `put` puts", STACK, STACK + "        self.d.append(0)\n"),
        ("back to `0`", AGAIN, AGAIN.replace("self.n = 0\n\n", "self.n = 1\n\n")),
        ("the order: `v`, the smallest", ORDER, ORDER.replace("])", "], key=str)")),
        ("last `w`, behind which", WORDS, WORDS.replace("if w:", "if out:")),
        ("`requests.Timeout` comes where", SEVERAL, SEVERAL.replace("requests.Timeout, ", "")),
    ],
)
def test_what_a_way_out_comes_to(claim: str, code: str, near_miss: str) -> None:
    assert claim in " ".join(s.text for s in explain(code, model=None).steps)
    assert claim not in " ".join(s.text for s in explain(near_miss, model=None).steps)
