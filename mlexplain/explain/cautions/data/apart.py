"""Rows of inputs and of targets that are drawn or ordered apart from each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from mlexplain.explain.cautions.reading.linear import constant, linear, plus
from mlexplain.explain.cautions.reading.parts import named_part
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, last_name, method, receiver, words
from mlexplain.explain.facts.scope import dotted

_TARGETS = frozenset(["y", "label", "labels", "target", "targets", "yb", "lbls"])


def look(snippet: Snippet) -> Iterator[Seen]:
    drawn = list(_reordered(snippet))
    for (one, first), (other, second) in combinations(drawn, 2):
        told = [bool({*words(n), n[-1:]} & _TARGETS) for n in (one, other)]
        same = snippet.flow.block(first) == snippet.flow.block(second)
        if one != other and told[0] != told[1] and same and not _seeded(first, second, snippet):
            names = {"one": f"`{one}`", "other": f"`{other}`"}
            yield Seen("shuffled-apart", second.lineno, names)  # type: ignore[attr-defined]
    yield from _two_orders(snippet)
    yield from _batches(snippet)
    yield from _drawn_twice(snippet)
    yield from _subsets(snippet)


def _two_orders(snippet: Snippet) -> Iterator[Seen]:
    """`X, y = X[i], y[j]` with two permutations."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign | ast.Return) or not isinstance(node.value, ast.Tuple):
            continue
        parts = [e for e in node.value.elts if isinstance(e, ast.Subscript) and dotted(e.value)]
        orders = [snippet.flow.value(p.slice) for p in parts]
        drawn = [snippet.called(o).endswith((".permutation", ".randperm")) for o in orders]
        if len(parts) < 2 or len(parts) != len(node.value.elts) or not all(drawn):
            continue
        other = next((i for i, o in enumerate(orders) if o is not orders[0]), None)
        if other is not None and not _seeded(orders[0], orders[other], snippet):
            names = [f"`{dotted(parts[i].value)}`" for i in (0, other)]
            yield Seen("shuffled-apart", node.lineno, {"one": names[0], "other": names[1]})


def _reordered(snippet: Snippet) -> Iterator[tuple[str, ast.AST]]:
    """`X = X[permutation(len(X))]` and `df = df.sample(frac=1)`, each in an order of its own."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign):
            continue
        name, value = dotted(node.targets[0]), node.value
        while method(value) in ("reset_index", "copy"):
            value = receiver(value) or value
        if name is None:
            continue
        if isinstance(value, ast.Subscript) and dotted(value.value) == name:
            if isinstance(value.slice, ast.Call) and snippet.called(value.slice).endswith(
                (".permutation", ".randperm")
            ):
                yield last_name(node.targets[0]), node
        share = keyword(value, "frac") if isinstance(value, ast.Call) else None
        if method(value) == "sample" and isinstance(share, ast.Constant) and share.value == 1:
            if keyword(value, "random_state") is None:  # type: ignore[arg-type]
                yield last_name(node.targets[0]), node


def _seeded(one: ast.AST, other: ast.AST, snippet: Snippet) -> bool:
    return any(
        "seed" in (dotted(c.func) or "") or "set_state" in (dotted(c.func) or "")
        for c in snippet.calls
        if one.lineno < c.lineno < other.lineno  # type: ignore[attr-defined]
    )


def _batches(snippet: Snippet) -> Iterator[Seen]:
    """`xb = X[order[i:j]]` beside `yb = y[i:j]`."""
    cuts = [
        n
        for n in snippet.nodes
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load) and dotted(n.value)
    ]
    for turned in cuts:
        inner = turned.slice
        if not isinstance(inner, ast.Subscript) or not isinstance(inner.slice, ast.Slice):
            continue
        order = snippet.flow.value(inner.value)
        if not snippet.called(order).endswith((".permutation", ".randperm")):
            continue
        for plain in cuts:
            near = abs(plain.lineno - turned.lineno) <= 1 and plain is not inner
            block = snippet.flow.block(plain) == snippet.flow.block(turned)
            target = bool({*words(dotted(plain.value)), last_name(plain.value)[-1:]} & _TARGETS)
            same = ast.dump(plain.slice) == ast.dump(inner.slice)
            if near and block and target and same and dotted(plain.value) != dotted(turned.value):
                names = {"one": f"`{dotted(turned.value)}`", "other": f"`{dotted(plain.value)}`"}
                yield Seen("half-shuffled", turned.lineno, names)


def _drawn_twice(snippet: Snippet) -> Iterator[Seen]:
    """Two draws from the same positions, one for training and one for testing."""
    draws = []
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name = snippet.called(node.value)
            told = named_part(last_name(node.targets[0]))
            drawn = name.endswith(("random.choice", "random.sample", "random.randint"))
            if drawn and told and node.value.args and dotted(node.value.args[0]):
                draws.append((told, node, node.value))
    for (told, _, one), (also, node, other) in combinations(draws, 2):
        same = ast.dump(one.args[0]) == ast.dump(other.args[0])
        bound = snippet.flow.binding(one.args[0]) is snippet.flow.binding(other.args[0])
        if told != also and same and bound:
            values = {"one": f"`{ast.unparse(one)}`", "other": f"`{ast.unparse(other)}`"}
            yield Seen("parts-overlap", node.lineno, values)


def _subsets(snippet: Snippet) -> Iterator[Seen]:
    """`Subset(ds, range(0, 8))` and `Subset(ds, range(7, 10))`."""
    found = []
    for call in snippet.calls:
        if snippet.called(call).split(".")[-1] == "Subset" and len(call.args) == 2:
            over = snippet.flow.value(call.args[1])
            if isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) < 3:
                begins = over.args[0] if len(over.args) == 2 else ast.Constant(0)
                found.append((call, begins, over.args[-1]))
    for one, other in combinations(found, 2):
        if ast.dump(one[0].args[0]) != ast.dump(other[0].args[0]):
            continue
        gaps = [
            _gap(one[2], other[1], snippet),
            _gap(other[2], one[1], snippet),
        ]
        if all(g is not None and g > 0 for g in gaps):
            values = {"one": f"`{ast.unparse(one[0])}`", "other": f"`{ast.unparse(other[0])}`"}
            yield Seen("parts-overlap", other[0].lineno, values)


def _gap(end: ast.expr, start: ast.expr, snippet: Snippet) -> float | None:
    one, other = linear(end, snippet.flow), linear(start, snippet.flow)
    return constant(plus(one, other, -1)) if one is not None and other is not None else None
