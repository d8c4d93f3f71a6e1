"""Data sets that give the same example whatever is asked for, or have another length."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for owner in snippet.flow.classes.values():
        yield from _index_left(owner, snippet)


def _index_left(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """`return self.x[0], self.y[i]` in `__getitem__`."""
    give = method_of(owner, "__getitem__")
    if give is None or len(give.args.args) != 2 or method_of(owner, "__len__") is None:
        return
    index = give.args.args[1].arg
    parts = [n for n in walk(give) if isinstance(n, ast.Subscript) and _own(n.value)]
    asked = [n for n in parts if any(isinstance(m, ast.Name) and m.id == index for m in walk(n))]
    fixed = [n for n in parts if number(n.slice) is not None and n not in asked]
    for part in fixed:
        whole = any(dotted(n.value) == dotted(part.value) for n in asked)
        if asked and not whole and _given_back(part, snippet):
            values = {"code": f"`{ast.unparse(part)}`", "index": f"`{index}`"}
            yield Seen("same-example", part.lineno, values)
            return


def _own(node: ast.expr) -> bool:
    return (dotted(node) or "").startswith("self.")


def _given_back(part: ast.Subscript, snippet: Snippet) -> bool:
    """Whether an entry is part of the result as it stands, or made a tensor."""
    for up in snippet.flow.above(part):
        if isinstance(up, ast.Return):
            return True
        if isinstance(up, ast.Call):
            name = (dotted(up.func) or method(up)).split(".")[-1].lower()
            if not ("tensor" in name or "transform" in name or name in ("from_numpy", "float")):
                return False
        elif not isinstance(up, ast.Tuple | ast.List | ast.Dict):
            return False
    return False
