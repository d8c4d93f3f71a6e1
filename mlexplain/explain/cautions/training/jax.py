"""JAX: keys used twice, and steps along the gradient."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_DRAWS = ("normal", "uniform", "randint", "bernoulli", "categorical", "permutation", "choice")
_GROWS = frozenset(["reward", "score", "objective", "likelihood", "loglik", "logp", "elbo", "gain"])


def look(snippet: Snippet) -> Iterator[Seen]:
    if not any("jax" in row for row in snippet.rows):
        return
    yield from _key_again(snippet)
    for call in snippet.calls:
        if (dotted(call.func) or "").split(".")[-1] in ("tree_map", "map", "tree_multimap"):
            yield from _along(call, snippet)


def _key_again(snippet: Snippet) -> Iterator[Seen]:
    """Two draws with one key give the same numbers."""
    used: dict[tuple[str, int], ast.Call] = {}
    for call in snippet.calls:
        name = snippet.called(call) or dotted(call.func) or ""
        if ".random." not in f".{name}" or name.split(".")[-1] not in _DRAWS or not call.args:
            continue
        key = dotted(call.args[0])
        bound = snippet.flow.binding(call.args[0]) if key else None
        if key is None or bound is None:
            continue
        mark = key, id(bound.statement)
        first = used.setdefault(mark, call)
        same_block = snippet.flow.block(first) == snippet.flow.block(call)
        if first is not call and same_block:
            yield Seen("key-used-again", call.lineno, {"key": f"`{key}`"})
            return


def _along(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`tree_map(lambda p, g: p + 0.01 * g, params, grads)`."""
    step = call.args[0] if len(call.args) > 2 else None
    if not isinstance(step, ast.Lambda) or len(step.args.args) != 2:
        return
    body, names = step.body, [a.arg for a in step.args.args]
    if not (isinstance(body, ast.BinOp) and isinstance(body.op, ast.Add)):
        return
    if dotted(body.left) != names[0] or any(isinstance(n, ast.USub) for n in walk(body)):
        return
    if not any(isinstance(n, ast.Name) and n.id == names[1] for n in walk(body.right)):
        return
    for inner in snippet.flow.reached(call.args[2]):
        made = snippet.flow.value(inner.func) if isinstance(inner, ast.Call) else None
        for node in snippet.flow.reached(made) if made is not None else ():
            of = node.args[0] if isinstance(node, ast.Call) and node.args else None
            kind = (dotted(node.func) or "").split(".")[-1] if isinstance(node, ast.Call) else ""
            if kind in ("grad", "value_and_grad") and of is not None:
                if not set(words(dotted(of))) & _GROWS:
                    values = {"target": f"`{ast.unparse(call.args[1])}`"}
                    yield Seen("ascent", body.lineno, values)
                return
