"""Steps in an environment: the state that the next action is chosen from."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and method(node.value) == "step":
            yield from _stands_still(node, snippet)


def _stands_still(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`nxt, r, done, info = env.step(a)`, and `obs`, which actions are chosen from, never follows."""
    target, of = node.targets[0], receiver(node.value)
    if not isinstance(target, ast.Tuple) or len(target.elts) not in (3, 4, 5) or of is None:
        return
    env, new = dotted(of), dotted(target.elts[0])
    loops = snippet.flow.loops(node)
    if env is None or new is None or not loops:
        return
    resets = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Assign)
        and method(n.value) == "reset"
        and dotted(receiver(n.value) or n.value) == env
    ]
    for first in resets:
        begun = first.targets[0]
        state = dotted(begun.elts[0] if isinstance(begun, ast.Tuple) and begun.elts else begun)
        if state is None or state == new:
            continue
        inside = list(walk(loops[-1]))
        chosen = any(
            isinstance(c, ast.Call) and any(dotted(n) == state for a in c.args for n in walk(a))
            for c in inside
            if isinstance(c, ast.Call) and method(c) != "append"
        )
        follows = any(
            isinstance(n, ast.Assign)
            and any(dotted(m) == state for t in n.targets for m in walk(t))
            and n not in resets
            for n in inside
        )
        if chosen and not follows:
            values = {"state": f"`{state}`", "new": f"`{new}`"}
            yield Seen("state-stands-still", node.lineno, values)
            return
