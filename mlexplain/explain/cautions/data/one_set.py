"""Parts of one data set that share what is set on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Attribute) and target.attr.endswith("transform"):
                of = target.value
                if isinstance(of, ast.Attribute) and of.attr == "dataset":
                    yield from _for_both(node, of.value, snippet)


def _for_both(node: ast.Assign, part: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`val.dataset.transform = …` after `train, val = random_split(full, …)`."""
    name = dotted(part)
    bound = snippet.flow.binding(part)
    if bound is None or name is None or bound.value is None:
        return
    others: list[str | None] = []
    if bound.how == "part" and snippet.called(bound.value).endswith("random_split"):
        statement = bound.statement
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
            others = [dotted(t) for t in statement.targets[0].elts]
    elif bound.how == "set" and snippet.called(bound.value).endswith("Subset"):
        others = [name, *_same_set(bound.value, snippet)]
    others = [o for o in others if o and o != name and o != "_"]
    own = {name, *others}
    moved = any(
        isinstance(n, ast.Attribute)
        and n.attr == "dataset"
        and isinstance(n.ctx, ast.Store)
        and dotted(n.value) in own
        for n in snippet.nodes
    )  # each part was given a copy
    alike = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Assign)
        and n is not node
        and (dotted(n.targets[0]) or "") in {f"{o}.dataset.transform" for o in others}
        and ast.dump(n.value) == ast.dump(node.value)
    ]
    if others and not moved and not alike:
        values = {"one": f"`{name}`", "other": f"`{others[0]}`"}
        yield Seen("transform-for-both", node.lineno, values)


def _same_set(made: ast.expr, snippet: Snippet) -> Iterator[str]:
    """The names of other subsets of the same data set."""
    first = made.args[0] if isinstance(made, ast.Call) and made.args else None
    for node in snippet.nodes:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Call) and value is not made and first is not None:
            if snippet.called(value).endswith("Subset") and value.args:
                if dotted(value.args[0]) and dotted(value.args[0]) == dotted(first):
                    name = dotted(node.targets[0])  # type: ignore[attr-defined]
                    if name:
                        yield name
