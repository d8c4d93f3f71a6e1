"""Values that are computed and never read, while the code goes on with the old ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.by_hand import KEPT
from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_COMPUTES = frozenset(
    [
        "normalize",
        "softmax",
        "log_softmax",
        "sigmoid",
        "relu",
        "gelu",
        "tanh",
        "dropout",
        "layer_norm",
        "masked_fill",
        "detach",
        "clamp",
        "clip",
        "float",
        "long",
        "half",
        "bool",
        "unsqueeze",
        "squeeze",
        "transpose",
        "permute",
        "view",
        "reshape",
        "flatten",
        "log",
        "exp",
        "sqrt",
        "abs",
        "contiguous",
        "astype",
        "sum",
        "mean",
        "cumsum",
        "fillna",
        "dropna",
        "to",
        "cuda",
    ]
)
_LOOK_ABOUT = frozenset(["locals", "eval", "exec", "vars", "globals"])


def look(snippet: Snippet) -> Iterator[Seen]:
    if snippet.called_names & _LOOK_ABOUT:
        return
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            around = snippet.flow.function(node) or next(iter(snippet.flow.loops(node)), None)
            if isinstance(target, ast.Name) and around is not None:
                if not _is_read(target.id, around, snippet):
                    yield from _unread(node, target.id, around, snippet)


def _is_read(name: str, around: ast.AST, snippet: Snippet) -> bool:
    """Whether anything but the assignments reads a name; what is kept for others counts too."""
    if name.startswith("_") or name in KEPT:
        return True
    inside = walk(around) if isinstance(around, Function) else iter(snippet.nodes)
    for node in inside:
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store):
            return True
        if isinstance(node, ast.AugAssign) and dotted(node.target) == name:
            return True
        if isinstance(node, ast.Global | ast.Nonlocal) and name in node.names:
            return True
    return False


def _unread(node: ast.Assign, name: str, around: ast.AST, snippet: Snippet) -> Iterator[Seen]:
    old = _computed_from(node.value, snippet)
    if old is not None and old.id != name and _goes_on(old, node, around, snippet):
        values = {"name": f"`{name}`", "old": f"`{old.id}`"}
        yield Seen("value-not-used", node.lineno, values)
    elif {"mask", "masks"} & set(words(name)) and isinstance(node.value, ast.Call | ast.Compare):
        yield Seen("mask-not-used", node.lineno, {"name": f"`{name}`"})


def _computed_from(node: ast.expr, snippet: Snippet) -> ast.Name | None:
    """The name whose value is changed: `x` of `(x - x.mean()) / s` and of `self.norm(x)`."""
    for _ in range(8):
        done = snippet.operation(node)
        if isinstance(node, ast.BinOp) and not isinstance(node.left, ast.Constant):
            node = node.left
        elif done is not None and done.name in _COMPUTES:
            node = done.of
        elif isinstance(node, ast.Call) and len(node.args) == 1 and _is_layer(node, snippet):
            node = node.args[0]
        else:
            return None
        if isinstance(node, ast.Name):
            return node
    return None


def _is_layer(call: ast.Call, snippet: Snippet) -> bool:
    made = snippet.flow.value(call.func)
    return made is not call.func and snippet.called(made).startswith("torch.nn.")


def _goes_on(old: ast.Name, node: ast.Assign, around: ast.AST, snippet: Snippet) -> bool:
    """Whether the old value is read in a later statement."""
    bound = snippet.flow.binding(old)
    return bound is not None and any(
        isinstance(use.ctx, ast.Load)
        and use.lineno > (node.end_lineno or node.lineno)
        and snippet.flow.inside(use, around)
        and snippet.flow.binding(use) is bound
        for use in snippet.names.get(old.id, [])
    )
