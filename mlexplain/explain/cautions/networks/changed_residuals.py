"""Residual connections whose input is changed in place on the way."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`identity = x`, `out = self.relu(x)` with `inplace=True`, and then `out + identity`."""
    for owner in snippet.flow.classes.values():
        forward = method_of(owner, "forward")
        given = {a.arg for a in forward.args.args[1:]} if forward is not None else set()
        kept = {
            n.targets[0].id: n.value.id
            for n in (forward.body if forward is not None else [])
            if isinstance(n, ast.Assign)
            and isinstance(n.targets[0], ast.Name)
            and isinstance(n.value, ast.Name)
            and n.value.id in given
        }
        for call in walk(forward) if forward is not None and kept else ():
            if not isinstance(call, ast.Call) or not call.args:
                continue
            first = call.args[0]
            bound = snippet.flow.binding(first) if isinstance(first, ast.Name) else None
            if bound is None or bound.how != "given" or dotted(first) not in kept.values():
                continue
            layer = snippet.flow.value(call.func)
            told = keyword(layer, "inplace") if isinstance(layer, ast.Call) else None
            told = told or keyword(call, "inplace")
            name = next(k for k, v in kept.items() if v == dotted(first))
            read = any(
                isinstance(n, ast.BinOp | ast.AugAssign)
                and isinstance(n.op, ast.Add)
                and n.lineno > call.lineno
                and any(dotted(m) == name for m in walk(n))
                for n in walk(forward)  # type: ignore[arg-type]
            )
            if isinstance(told, ast.Constant) and told.value is True and read:
                values = {"call": f"`{ast.unparse(call)}`", "name": f"`{name}`"}
                yield Seen("residual-changed-in-place", call.lineno, values)
                break
