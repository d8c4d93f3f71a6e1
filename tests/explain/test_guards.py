"""What guards and caught errors come to is told where the code bears it out, and not elsewhere."""

from __future__ import annotations

import pytest

from mlexplain import explain

SKIP = "for x in xs:\n    if not x:\n        continue\n    print(x)\n"
HANDLED = "for x in xs:\n    if not x:\n        out.append(x)\n        continue\n    print(x)\n"
GUARD = """
def take(self, n):
    if n > self.left:
        return False
    self.left -= n
    return True
"""
LATE = """
def take(self, n):
    self.left -= n
    if n > self.left:
        return False
    return True
"""
CAUGHT = "for x in xs:\n    try:\n        print(int(x))\n    except ValueError:\n        print(x)\n"
LEFT = CAUGHT.replace("        print(x)\n", "        break\n")
KEPT = 'for p in ps:\n    if p.exists():\n        continue\n    p.write_text("")\n'
READ = KEPT.replace('p.write_text("")', "q.read_text()")


@pytest.mark.parametrize(
    ("claim", "code", "near_miss"),
    [
        ("`x` is skipped", SKIP, HANDLED),
        ("Nothing is changed", GUARD, LATE),
        ("does not end the loop", CAUGHT, LEFT),
        ("no whole number", CAUGHT, CAUGHT.replace("int(", "len(")),
        ("not overwritten", KEPT, READ),
    ],
)
def test_what_a_guard_comes_to(claim: str, code: str, near_miss: str) -> None:
    assert claim in " ".join(s.text for s in explain(code, model=None).steps)
    assert claim not in " ".join(s.text for s in explain(near_miss, model=None).steps)
