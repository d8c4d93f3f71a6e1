"""Loops that come back to the same place, or write over what the round before has written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.While):
            yield from _same_again(node)
        elif isinstance(node, ast.With):
            yield from _written_over(node, snippet)


def _same_again(loop: ast.While) -> Iterator[Seen]:
    """`while i < n: if bad(x[i]): continue`, with `i += 1` behind it."""
    names = {n.id for n in walk(loop.test) if isinstance(n, ast.Name)}
    for place, step in enumerate(loop.body):
        if _changes(step, names) and not isinstance(step, ast.If):
            return
        if not isinstance(step, ast.If) or step.orelse:
            continue
        if not isinstance(step.body[-1], ast.Continue):
            if _changes(step, names):
                return
            continue
        asked = {n.id for n in walk(step.test) if isinstance(n, ast.Name)} | names
        calls = [n for n in walk(step.test) if isinstance(n, ast.Call)]
        drawn = any(method(c) or dotted(c.func) not in ("len", "abs", "isinstance") for c in calls)
        before = any(_changes(s, asked) for s in loop.body[:place])
        inside = any(_changes(s, asked) or _acts(s) for s in step.body[:-1])
        later = [s for s in loop.body[place + 1 :] if _changes(s, names)]
        counted = [s for s in later if isinstance(s, ast.AugAssign)]
        if counted and not drawn and not before and not inside:
            name = dotted(counted[0].target)
            yield Seen("round-repeats", step.body[-1].lineno, {"name": f"`{name}`"})
            return


def _changes(step: ast.AST, names: set[str]) -> bool:
    """Whether a statement sets one of some names, or calls a method on it."""
    for node in walk(step):
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Store):
            return True
        of = receiver(node)
        if of is not None and (dotted(of) or "").split(".")[0] in names:
            return True
        if isinstance(node, ast.Delete):
            return True
    return False


def _acts(step: ast.stmt) -> bool:
    """Whether a statement may change anything, as a call of a function can."""
    return any(isinstance(n, ast.Call) and dotted(n.func) != "print" for n in walk(step))


def _written_over(node: ast.With, snippet: Snippet) -> Iterator[Seen]:
    """`open("log.txt", "w")` in a loop, for a line of each round."""
    loops = snippet.flow.loops(node)
    block = snippet.flow.block(node)
    if not loops or block is None or block[0] is not loops[0]:
        return
    inside = _set_in(loops[0])
    for item in node.items:
        call, file = item.context_expr, item.optional_vars
        if not (isinstance(call, ast.Call) and dotted(call.func) == "open" and len(call.args) > 1):
            continue
        mode = call.args[1]
        if not (isinstance(mode, ast.Constant) and mode.value in ("w", "wb", "wt")):
            continue
        path = call.args[0]
        bound = snippet.flow.binding(path) if isinstance(path, ast.Name) else None
        stays = isinstance(path, ast.Constant) or (
            bound is not None
            and path.id not in inside  # type: ignore[attr-defined]
            and len(snippet.flow.bindings(path.id, node)) == 1  # type: ignore[attr-defined]
        )
        if not stays or keyword(call, "opener") or file is None:
            continue
        for inner in walk(node):
            if method(inner) != "write" or dotted(receiver(inner) or inner) != dotted(file):
                continue
            used = {n.id for n in walk(inner) if isinstance(n, ast.Name)}
            if used & _carried(loops[0]):
                continue  # each round writes what the earlier ones have made, too
            if used & inside - {dotted(file)}:
                values = {"path": f"`{ast.unparse(path)}`"}
                yield Seen("written-over", node.lineno, values)
                return


def _set_in(loop: ast.AST) -> set[str | None]:
    """What each round sets anew."""
    return {n.id for n in walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _carried(loop: ast.AST) -> set[str]:
    """What each round makes of what it was before."""
    found: set[str] = set()
    for node in walk(loop):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            if not isinstance(node.value, ast.Constant):  # no counter
                found.add(node.target.id)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if any(isinstance(n, ast.Name) and n.id == name for n in walk(node.value)):
                found.add(name)
    return found
