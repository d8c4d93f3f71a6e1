"""What loops mark, count and leave out: told only where all the statements show it."""

from __future__ import annotations

import pytest

from mlexplain import explain

BEST = """
for e in range(9):
    v = g(m)
    if v > b + 1e-4:
        b, c = v, 0
        w = copy.deepcopy(m.state_dict())
    else:
        c += 1
    if c == 8:
        break
m.load_state_dict(w)
"""
ENDED = """
d = torch.zeros(n, dtype=torch.bool)
for _ in range(k):
    t = p(x)
    t[d] = e
    x = torch.cat([x, t], 1)
    d |= t == e
"""
TREE = """
def f(x, d=0, m=4):
    if d == m or len(x) < 2:
        return x
    return f(x[1:], d + 1, m)
"""
BUFFER = """
def f(q, n):
    b = []
    for x in q:
        b.extend(x)
        while len(b) >= n:
            yield b[:n]
            b = b[n:]
"""
PROCESS = """
dist.all_reduce(c)
if r == 0:
    print(c)
"""


def told(code: str) -> str:
    return " ".join(step.text for step in explain(code, model=None).steps)


@pytest.mark.parametrize(
    ("code", "said", "left", "unlike"),
    [
        (BEST, "in a row without improvement", "c += 1", "c += 2"),
        (BEST, "after `8` rounds in a row without", "c == 8", "c == v"),
        (BEST, "the weights of the best round", "b, c = v, 0", "b, c = e, 0"),
        (ENDED, "These marks tell which sequences", "torch.cat([x, t], 1)", "torch.cat([x, y], 1)"),
        (TREE, "how deep the recursion is", "d + 1", "d + 2"),
        (TREE, "no deeper than `m` levels", "d == m", "d != m"),
        (BUFFER, "It is a buffer", "b = b[n:]", "b = c[n:]"),
        (PROCESS, "only the one with the number 0", "dist.all_reduce(c)", "c = sum(c)"),
        ("z[i] = -np.inf\no = z.argmax()", "never the largest", "o = z.", "o = y."),
        ("k = max(1, len(x) // 2)", "`k` is never below `1`", "max(1,", "max(n,"),
    ],
)
def test_a_remark_asks_for_all_that_makes_it_true(
    code: str, said: str, left: str, unlike: str
) -> None:
    assert left in code
    assert said in told(code)
    assert said not in told(code.replace(left, unlike))


@pytest.mark.parametrize(
    "code",
    [
        "for j in q:\n    s = f(j)\n    if z is None or s < z[0]:\n        z = (s, j)",
        "for j in q:\n    s = f(j)\n    if s < z[1]:\n        z = (j, s)",
    ],
)
def test_the_best_is_kept_in_a_group(code: str) -> None:
    assert "keeps the smallest `s` met so far, together with `j`" in told(code)
    assert "met so far" not in told(code.replace("s < z", "t < z"))


def test_a_precision_is_read_through_names() -> None:
    code = "t = ((a == c) & (b == c)).sum().item()\np = t / max((a == c).sum().item(), 1)"
    assert "a precision or a recall" in told(code)
    assert "a precision or a recall" not in told(code.replace("max((a == c)", "max((a == d)"))
